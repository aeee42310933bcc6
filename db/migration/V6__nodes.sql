-- What each node says of itself, every few seconds: docs/reference/tables.md tells what each column
-- holds.

CREATE TABLE salt_node (
  node varchar(255) NOT NULL,
  version varchar(64) NOT NULL,
  started timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  seen timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  backlog bigint NOT NULL DEFAULT 0,
  oldest timestamp(6) NULL,
  spool_bytes bigint NOT NULL DEFAULT 0,
  dead bigint NOT NULL DEFAULT 0,
  moms int NOT NULL DEFAULT 0,
  moms_connected int NOT NULL DEFAULT 0,
  tapped tinyint NOT NULL DEFAULT 0,
  PRIMARY KEY (node)
)
/* [jooq ignore start] */
ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin
/* [jooq ignore stop] */
;

-- Events newest first: WHERE alter_time .. ORDER BY alter_time DESC, id DESC.
CREATE INDEX salt_events_time ON salt_events (alter_time);
