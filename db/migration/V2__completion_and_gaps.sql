-- What nodes find out themselves: how far a job is with each node's minions, and when a node may
-- have missed events. docs/reference/tables.md tells what each column holds.

CREATE TABLE salt_completion (
  jid varchar(255) NOT NULL,
  node varchar(255) NOT NULL,
  expected int NOT NULL,
  unanswered int NOT NULL,
  complete tinyint NOT NULL,
  asked timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  position bigint NOT NULL DEFAULT 0,
  revision smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (jid, node)
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

CREATE TABLE salt_gaps (
  node varchar(255) NOT NULL,
  began timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  ended timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  reason varchar(32) NOT NULL,
  recovered bigint NOT NULL DEFAULT 0,
  position bigint NOT NULL DEFAULT 0,
  stored_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (node, began, ended)
)
/* [jooq ignore start] */
ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin
/* [jooq ignore stop] */
;
