-- Who should answer a job: a set of minions once, however many jobs are for it; a row per job and
-- node that names its set; and a row per minion a node found missing. A return writes nothing of
-- this. docs/decisions/0026-expected-minions-as-sets.md tells why, docs/reference/tables.md what
-- each column holds.

CREATE TABLE salt_minion_set (
  hash binary(16) NOT NULL,
  minions mediumtext NOT NULL,
  minion_count int NOT NULL,
  used_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (hash)
)
/* [jooq ignore start] */
ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin
/* [jooq ignore stop] */
;

CREATE TABLE salt_expected_set (
  jid varchar(255) NOT NULL,
  node varchar(255) NOT NULL,
  hash binary(16) NOT NULL,
  minion_count int NOT NULL,
  open tinyint NOT NULL DEFAULT 1,
  position bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (jid, node, hash)
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

-- Whether any job still names a set (clean-up): WHERE hash = ?.
CREATE INDEX salt_expected_set_hash ON salt_expected_set (hash);

-- The newest jobs of which minions may be missing that no node has asked: WHERE open = 1
-- ORDER BY jid DESC.
CREATE INDEX salt_expected_set_open ON salt_expected_set (open, jid);

CREATE TABLE salt_missing (
  jid varchar(255) NOT NULL,
  id varchar(255) NOT NULL,
  node varchar(255) NOT NULL,
  state tinyint NOT NULL,
  asked timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
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

-- What one minion has not answered, newest first: WHERE id = ? ORDER BY jid DESC.
CREATE INDEX salt_missing_id ON salt_missing (id, jid);

/* [jooq ignore start] */
-- The rows there were become sets of at most 10,000 minions, which no limit of a server cuts off.
SET SESSION group_concat_max_len = 16000000;

CREATE TABLE salt_expected_sets_made (
  jid varchar(255) NOT NULL,
  node varchar(255) NOT NULL,
  part int NOT NULL,
  minions mediumtext NOT NULL,
  minion_count int NOT NULL,
  open tinyint NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (jid, node, part)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT INTO salt_expected_sets_made
SELECT
  jid,
  node,
  part,
  CONCAT('[', GROUP_CONCAT(JSON_QUOTE(id) ORDER BY id SEPARATOR ', '), ']'),
  COUNT(*),
  MAX(returned = 0 AND state = 0),
  MIN(position)
FROM (
  SELECT
    jid,
    id,
    node,
    returned,
    state,
    position,
    (ROW_NUMBER() OVER (PARTITION BY jid, node ORDER BY id) - 1) DIV 10000 AS part
  FROM salt_expected
) e
GROUP BY jid, node, part;

SET SESSION group_concat_max_len = DEFAULT;

INSERT INTO salt_minion_set (hash, minions, minion_count)
SELECT UNHEX(LEFT(SHA2(minions, 256), 32)), minions, minion_count FROM salt_expected_sets_made
ON DUPLICATE KEY UPDATE used_at = salt_minion_set.used_at;

INSERT INTO salt_expected_set (jid, node, hash, minion_count, open, position)
SELECT jid, node, UNHEX(LEFT(SHA2(minions, 256), 32)), minion_count, open, position
FROM salt_expected_sets_made;

INSERT INTO salt_missing (jid, id, node, state, asked, position)
SELECT jid, id, node, state, asked, position FROM salt_expected
WHERE returned = 0 AND state > 0 AND asked IS NOT NULL;

DROP TABLE salt_expected_sets_made;
/* [jooq ignore stop] */

-- The views of it are made anew by the script that follows the migrations.
DROP TABLE salt_expected;
