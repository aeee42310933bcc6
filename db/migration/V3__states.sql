-- What state runs did, state by state, without reading returns: docs/reference/tables.md tells what
-- each column holds. Both tables follow salt_returns, in the same transaction.

CREATE TABLE salt_state_run (
  jid varchar(255) NOT NULL,
  id varchar(255) NOT NULL,
  fun varchar(255) NOT NULL,
  outcome tinyint NOT NULL,
  states int NOT NULL,
  ok int NOT NULL,
  changed int NOT NULL,
  failed int NOT NULL,
  pending int NOT NULL,
  skipped int NOT NULL,
  duration_ms decimal(14,3) NOT NULL,
  PRIMARY KEY (jid, id)
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

-- The last run of one minion: WHERE id = ? AND fun IN (..) ORDER BY jid DESC.
CREATE INDEX salt_state_run_id ON salt_state_run (id, jid, fun);

CREATE TABLE salt_state (
  jid varchar(255) NOT NULL,
  id varchar(255) NOT NULL,
  num int NOT NULL,
  result varchar(8) NOT NULL,
  sls varchar(255) NOT NULL,
  state_id varchar(255) NOT NULL,
  name varchar(255) NOT NULL,
  module varchar(255) NOT NULL,
  func varchar(255) NOT NULL,
  comment varchar(1000) NOT NULL,
  duration_ms decimal(14,3) NULL,
  changes tinyint NOT NULL,
  PRIMARY KEY (jid, id, num)
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

-- What changed and failed on one minion, newest first: WHERE id = ? ORDER BY jid DESC.
CREATE INDEX salt_state_id ON salt_state (id, jid);

-- The newest failures: WHERE result = 'failed' ORDER BY jid DESC.
CREATE INDEX salt_state_result ON salt_state (result, jid);

-- What one minion has not answered (v_job_missing): WHERE id = ?.
CREATE INDEX salt_expected_id ON salt_expected (id, jid);
