-- How far `saltern db import` is with each table of each source, and what it did: written in the
-- transaction of the rows it counts. docs/reference/tables.md tells what each column holds.

CREATE TABLE salt_import (
  source varchar(255) NOT NULL,
  part varchar(32) NOT NULL,
  pass int NOT NULL DEFAULT 1,
  done tinyint NOT NULL DEFAULT 0,
  after_key varchar(1000) NULL,
  after_id varchar(1000) NULL,
  previous varchar(32) NULL,
  horizon varchar(32) NOT NULL,
  since varchar(32) NULL,
  position bigint NOT NULL DEFAULT 0,
  rows_read bigint NOT NULL DEFAULT 0,
  inserted bigint NOT NULL DEFAULT 0,
  improved bigint NOT NULL DEFAULT 0,
  present bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  others bigint NOT NULL DEFAULT 0,
  skipped bigint NOT NULL DEFAULT 0,
  notes mediumtext NOT NULL,
  started_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (source, part)
)
/* [jooq ignore start] */
ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin
/* [jooq ignore stop] */
;
