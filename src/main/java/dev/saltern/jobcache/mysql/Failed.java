package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import org.jooq.Condition;
import org.jooq.impl.DSL;

/// Which rows of `salt_returns` are failures. Ours say so in `outcome`; a stock writer's row has
/// none, there retcode and success of its JSON decide (states are not looked into).
final class Failed {
  private Failed() {}

  static Condition condition() {
    return SALT_RETURNS.OUTCOME.eq((byte) 1).or(SALT_RETURNS.OUTCOME.isNull().and(byJson()));
  }

  /// Whether the JSON of a row without outcome tells of a failure. Text that is no JSON, as Python
  /// writes NaN, tells of none.
  static Condition byJson() {
    return DSL.condition(
        """
        IF(JSON_VALID({0}),
          COALESCE(JSON_UNQUOTE(JSON_EXTRACT({0}, '$.retcode')), '0') NOT IN ('0', 'null', 'false')
          OR COALESCE(JSON_UNQUOTE(JSON_EXTRACT({0}, '$.success')), '') = 'false', 0)""",
        SALT_RETURNS.FULL_RET);
  }
}
