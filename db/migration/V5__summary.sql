-- How each job went, counted: one row a job, so that a page of jobs is a page of rows. Whoever
-- writes anything of a job marks it in the same transaction; one process counts again what is
-- marked (Summariser). docs/reference/tables.md tells what each column holds.

CREATE TABLE salt_job_summary (
  jid varchar(255) NOT NULL,
  internal tinyint NOT NULL DEFAULT 0,
  expected int NOT NULL,
  returned int NOT NULL,
  failed int NOT NULL,
  unjudged int NOT NULL,
  missing int NOT NULL,
  complete tinyint NULL,
  any_failed tinyint NOT NULL,
  any_missing tinyint NOT NULL,
  first_stored timestamp(6) NULL,
  last_stored timestamp(6) NULL,
  counted_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (jid)
)
/* [jooq ignore start] */
ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin
PARTITION BY RANGE COLUMNS (jid) (
  PARTITION pfirst VALUES LESS THAN ('2'),
  PARTITION pnext VALUES LESS THAN ('3'),
  PARTITION pmax VALUES LESS THAN (MAXVALUE)
)
/* [jooq ignore stop] */
;

-- The newest jobs that run, or are complete: WHERE complete = ? ORDER BY jid DESC.
CREATE INDEX salt_job_summary_complete ON salt_job_summary (complete, jid);

-- The newest jobs with failures: WHERE any_failed = 1 ORDER BY jid DESC.
CREATE INDEX salt_job_summary_failed ON salt_job_summary (any_failed, jid);

-- The newest jobs with missing minions: WHERE any_missing = 1 ORDER BY jid DESC.
CREATE INDEX salt_job_summary_missing ON salt_job_summary (any_missing, jid);

CREATE TABLE salt_job_dirty (
  id bigint NOT NULL AUTO_INCREMENT,
  jid varchar(255) NOT NULL,
  node varchar(255) NOT NULL DEFAULT '',
  returned_at timestamp(6) NULL,
  PRIMARY KEY (id)
)
/* [jooq ignore start] */
ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin
/* [jooq ignore stop] */
;

-- Whether the summary of a job may be behind: WHERE jid IN (..).
CREATE INDEX salt_job_dirty_jid ON salt_job_dirty (jid);

/* [jooq ignore start] */
-- What is there already is counted by the first summariser.
INSERT INTO salt_job_dirty (jid)
SELECT jid FROM jids WHERE internal = 0
UNION
SELECT DISTINCT jid FROM salt_returns WHERE jid NOT IN (SELECT jid FROM jids);
/* [jooq ignore stop] */
