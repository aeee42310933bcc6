-- Who does what only one process may do at a time. A row is taken by compare-and-set and renewed;
-- GET_LOCK knows one server of a Galera cluster only.

CREATE TABLE salt_lease (
  name varchar(64) NOT NULL,
  owner varchar(255) NOT NULL DEFAULT '',
  `until` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (name)
)
/* [jooq ignore start] */
ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin
/* [jooq ignore stop] */
;
