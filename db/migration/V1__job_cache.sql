-- The job cache: the stock returner's three tables, its columns first and in its order, then ours,
-- each with a default so that a stock writer's INSERT passes. docs/reference/tables.md tells what
-- each column holds; docs/decisions/0007-job-cache-tables.md why they are as they are.
--
-- Every table keyed by jid is partitioned by the day in the jid, from the start: a day is dropped
-- in milliseconds, and a table cannot be partitioned later without being rebuilt. `pfirst` holds
-- what is older than the first day, `pnext` the future, split by day while it is empty (Partitions),
-- `pmax` jids that are no date. jids compare as text: a day ends before the text of the next.
--
-- "jooq ignore" keeps from the code generator what it cannot parse; the servers see comments.

CREATE TABLE jids (
  jid varchar(255) NOT NULL,
  `load` mediumtext NOT NULL,
  fun varchar(255) NULL,
  `user` varchar(255) NULL,
  tgt varchar(255) NULL,
  tgt_type varchar(32) NULL,
  internal tinyint NOT NULL DEFAULT 0,
  class tinyint NOT NULL DEFAULT 0,
  completeness smallint NOT NULL DEFAULT 96,
  hash binary(16) NULL,
  mom varchar(255) NOT NULL DEFAULT '',
  node varchar(255) NOT NULL DEFAULT '',
  position bigint NOT NULL DEFAULT 0,
  revision smallint NOT NULL DEFAULT 0,
  stored_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
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

-- The newest jobs without tool noise: WHERE internal = 0 ORDER BY jid DESC.
CREATE INDEX jids_internal ON jids (internal, jid);

-- The newest jobs of one function: WHERE fun = ? ORDER BY jid DESC.
CREATE INDEX jids_fun ON jids (fun, jid);

-- Retention: the jids of one class before a day, oldest first.
CREATE INDEX jids_class ON jids (class, jid);

CREATE TABLE salt_returns (
  fun varchar(255) NOT NULL,
  jid varchar(255) NOT NULL,
  `return` mediumtext NOT NULL,
  id varchar(255) NOT NULL,
  success varchar(10) NOT NULL,
  full_ret mediumtext NOT NULL,
  alter_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  retcode bigint NULL,
  outcome tinyint NULL,
  source tinyint NOT NULL DEFAULT 20,
  hash binary(16) NULL,
  stamp datetime(6) NULL,
  node varchar(255) NOT NULL DEFAULT '',
  position bigint NOT NULL DEFAULT 0,
  revision smallint NOT NULL DEFAULT 0,
  parts smallint NOT NULL DEFAULT 0,
  stored_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
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

-- What one minion returned, newest first: WHERE id = ? ORDER BY jid DESC.
CREATE INDEX salt_returns_id ON salt_returns (id, jid);

-- A job's failed returns by minion, and its counts without reading a return:
-- WHERE jid = ? AND outcome = 1 ORDER BY id; SELECT COUNT(*), SUM(outcome) WHERE jid = ?.
CREATE INDEX salt_returns_outcome ON salt_returns (jid, outcome);

CREATE TABLE salt_events (
  id bigint NOT NULL AUTO_INCREMENT,
  tag varchar(512) NOT NULL,
  data mediumtext NOT NULL,
  alter_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  master_id varchar(255) NOT NULL,
  event_key binary(16) NULL,
  node varchar(255) NOT NULL DEFAULT '',
  position bigint NOT NULL DEFAULT 0,
  stored_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id, alter_time)
)
/* [jooq ignore start] */
ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin
PARTITION BY RANGE (UNIX_TIMESTAMP(alter_time)) (
  PARTITION pfirst VALUES LESS THAN (946684800),
  PARTITION pnext VALUES LESS THAN (MAXVALUE)
)
/* [jooq ignore stop] */
;

-- The same event again is one row; our own writes are counted by it: WHERE event_key = ?.
CREATE UNIQUE INDEX salt_events_key ON salt_events (event_key, alter_time);

-- Events by the start of their tag, a stock index: WHERE tag LIKE 'salt/job/..%'.
CREATE INDEX salt_events_tag ON salt_events (tag);

CREATE TABLE salt_expected (
  jid varchar(255) NOT NULL,
  id varchar(255) NOT NULL,
  node varchar(255) NOT NULL,
  returned tinyint NOT NULL DEFAULT 0,
  state tinyint NOT NULL DEFAULT 0,
  asked timestamp(6) NULL,
  position bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (jid, id, node)
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

-- Who is missing, and how many: WHERE jid = ? AND returned = 0 ORDER BY id.
CREATE INDEX salt_expected_returned ON salt_expected (jid, returned);

CREATE TABLE salt_return_conflict (
  jid varchar(255) NOT NULL,
  id varchar(255) NOT NULL,
  hash binary(16) NOT NULL,
  source tinyint NOT NULL,
  fun varchar(255) NOT NULL,
  `return` mediumtext NOT NULL,
  success varchar(10) NOT NULL,
  full_ret mediumtext NOT NULL,
  retcode bigint NULL,
  outcome tinyint NULL,
  stamp datetime(6) NULL,
  node varchar(255) NOT NULL,
  position bigint NOT NULL,
  parts smallint NOT NULL DEFAULT 0,
  stored_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (jid, id, hash)
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

CREATE TABLE salt_return_body (
  jid varchar(255) NOT NULL,
  id varchar(255) NOT NULL,
  hash binary(16) NOT NULL,
  part smallint NOT NULL,
  body mediumblob NOT NULL,
  PRIMARY KEY (jid, id, hash, part)
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
