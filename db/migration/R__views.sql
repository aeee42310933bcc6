-- Views for people who write SQL; docs/reference/tables.md tells what each column holds. Flyway
-- makes them anew whenever this file changes.
--
-- Each runs with its reader's rights, and each is written so that a WHERE on its jid or id reaches
-- the index: counts come from the summary, and from subqueries of their own for a job that has
-- none, run for the rows that are shown and the columns that are asked for only.

-- Of a job whose `open` is 0, salt_missing has all that are missing; else those of its sets who have
-- not returned are, too. A count of the returns of one key is a look at it; NOT EXISTS would have
-- MariaDB read all of salt_returns. CONCAT: for a bare column of a JSON_TABLE some releases of
-- MariaDB (11.4.5) want rights of whoever makes the view that nobody can give.
CREATE OR REPLACE SQL SECURITY INVOKER VIEW v_job_missing AS
SELECT
  m.jid,
  m.id,
  m.node,
  CASE m.state
    WHEN 1 THEN 'still running'
    WHEN 2 THEN 'not running, no return'
    WHEN 3 THEN 'no answer'
    WHEN 4 THEN 'key not accepted'
    ELSE 'not asked yet'
  END AS reason,
  m.asked
FROM salt_missing m
WHERE (SELECT COUNT(*) FROM salt_returns r WHERE r.jid = m.jid AND r.id = m.id) = 0
UNION
SELECT e.jid, CONCAT(x.id), e.node, 'not asked yet', NULL
FROM salt_expected_set e
STRAIGHT_JOIN salt_minion_set s ON s.hash = e.hash
STRAIGHT_JOIN JSON_TABLE(
  IF(JSON_VALID(s.minions), s.minions, '[]'),
  '$[*]' COLUMNS (id varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')
) x
WHERE e.open = 1
  AND x.id IS NOT NULL
  AND (
    SELECT COUNT(*) FROM salt_missing m WHERE m.jid = e.jid AND m.id = x.id AND m.node = e.node
  ) = 0
  AND (SELECT COUNT(*) FROM salt_returns r WHERE r.jid = e.jid AND r.id = x.id) = 0;

CREATE OR REPLACE SQL SECURITY INVOKER VIEW v_job AS
SELECT
  j.jid,
  CASE WHEN j.jid < '3' THEN STR_TO_DATE(LEFT(j.jid, 20), '%Y%m%d%H%i%s%f') END AS started,
  j.fun,
  j.`user`,
  j.tgt,
  j.tgt_type,
  j.internal,
  j.mom,
  COALESCE(
    s.expected,
    (
      SELECT COUNT(DISTINCT x.id)
      FROM salt_expected_set e
      STRAIGHT_JOIN salt_minion_set s ON s.hash = e.hash
      STRAIGHT_JOIN JSON_TABLE(
        IF(JSON_VALID(s.minions), s.minions, '[]'),
        '$[*]' COLUMNS (id varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')
      ) x
      WHERE e.jid = j.jid
    )
  ) AS expected,
  COALESCE(s.returned, (SELECT COUNT(*) FROM salt_returns r WHERE r.jid = j.jid)) AS returned,
  COALESCE(
    s.failed,
    (SELECT COUNT(*) FROM salt_returns r WHERE r.jid = j.jid AND r.outcome = 1)
  ) AS failed,
  COALESCE(
    s.unjudged,
    (SELECT COUNT(*) FROM salt_returns r WHERE r.jid = j.jid AND r.outcome IS NULL)
  ) AS unjudged,
  COALESCE(
    s.missing,
    (
      SELECT COUNT(DISTINCT x.id)
      FROM salt_expected_set e
      STRAIGHT_JOIN salt_minion_set s ON s.hash = e.hash
      STRAIGHT_JOIN JSON_TABLE(
        IF(JSON_VALID(s.minions), s.minions, '[]'),
        '$[*]' COLUMNS (id varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')
      ) x
      WHERE e.jid = j.jid
        AND (SELECT COUNT(*) FROM salt_returns r WHERE r.jid = e.jid AND r.id = x.id) = 0
    )
  ) AS missing,
  CASE
    WHEN s.jid IS NOT NULL THEN s.complete
    WHEN NOT EXISTS (SELECT 1 FROM salt_expected_set e WHERE e.jid = j.jid) THEN NULL
    WHEN EXISTS (
      SELECT 1
      FROM salt_expected_set e
      LEFT JOIN salt_completion c ON c.jid = e.jid AND c.node = e.node AND c.complete = 1
      STRAIGHT_JOIN salt_minion_set s ON s.hash = e.hash
      STRAIGHT_JOIN JSON_TABLE(
        IF(JSON_VALID(s.minions), s.minions, '[]'),
        '$[*]' COLUMNS (id varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')
      ) x
      WHERE e.jid = j.jid AND c.jid IS NULL AND x.id IS NOT NULL
        AND (SELECT COUNT(*) FROM salt_returns r WHERE r.jid = e.jid AND r.id = x.id) = 0
    ) THEN 0
    ELSE 1
  END AS complete,
  s.last_stored,
  s.counted_at
FROM jids j
LEFT JOIN salt_job_summary s ON s.jid = j.jid;

CREATE OR REPLACE SQL SECURITY INVOKER VIEW v_minion_last AS
SELECT
  l.id,
  l.jid,
  STR_TO_DATE(LEFT(l.jid, 20), '%Y%m%d%H%i%s%f') AS started,
  r.fun,
  CASE r.outcome WHEN 0 THEN 'ok' WHEN 1 THEN 'failed' END AS result,
  r.retcode,
  r.stamp,
  r.node
FROM (SELECT id, MAX(jid) AS jid FROM salt_returns WHERE jid < '3' GROUP BY id) l
JOIN salt_returns r ON r.jid = l.jid AND r.id = l.id;

CREATE OR REPLACE SQL SECURITY INVOKER VIEW v_highstate AS
SELECT
  l.id,
  l.jid,
  STR_TO_DATE(LEFT(l.jid, 20), '%Y%m%d%H%i%s%f') AS started,
  s.fun,
  CASE s.outcome WHEN 0 THEN 'ok' ELSE 'failed' END AS result,
  s.states,
  s.ok,
  s.changed,
  s.failed,
  s.pending,
  s.skipped,
  s.duration_ms
FROM (
  SELECT id, MAX(jid) AS jid FROM salt_state_run
  WHERE fun IN ('state.apply', 'state.highstate') AND jid < '3' GROUP BY id
) l
JOIN salt_state_run s ON s.jid = l.jid AND s.id = l.id;

CREATE OR REPLACE SQL SECURITY INVOKER VIEW v_state_failures AS
SELECT
  s.jid,
  CASE WHEN s.jid < '3' THEN STR_TO_DATE(LEFT(s.jid, 20), '%Y%m%d%H%i%s%f') END AS started,
  s.id,
  s.num,
  s.sls,
  s.state_id,
  s.name,
  CASE WHEN s.module = '' THEN '' ELSE CONCAT(s.module, '.', s.func) END AS state,
  s.comment,
  s.changes,
  s.duration_ms
FROM salt_state s
WHERE s.result = 'failed';

CREATE OR REPLACE SQL SECURITY INVOKER VIEW v_function_daily AS
SELECT
  LEFT(j.jid, 8) AS day,
  j.fun,
  COUNT(DISTINCT j.jid) AS jobs,
  COUNT(r.id) AS returns,
  COUNT(CASE WHEN r.outcome = 1 THEN 1 END) AS failed,
  COUNT(DISTINCT r.id) AS minions
FROM jids j
LEFT JOIN salt_returns r ON r.jid = j.jid
WHERE j.jid < '3'
GROUP BY LEFT(j.jid, 8), j.fun;
