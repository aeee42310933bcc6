package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Which rows of `salt_returns` are failures. Ours say so in `outcome`; a stock writer's row has
/// none, there retcode and success of its JSON decide (states are not looked into).
final class Failed {
  /// 1 or 0 by the JSON alone. Text that is no JSON, as Python writes NaN, tells of no failure.
  static final String BY_JSON_SQL =
      """
      IF(JSON_VALID({0}),
        COALESCE(JSON_UNQUOTE(JSON_EXTRACT({0}, '$.retcode')), '0') NOT IN ('0', 'null', 'false')
        OR COALESCE(JSON_UNQUOTE(JSON_EXTRACT({0}, '$.success')), '') = 'false', 0)""";

  private static final Field<Byte> BY_JSON =
      DSL.field(BY_JSON_SQL, Byte.class, SALT_RETURNS.FULL_RET);

  private static final byte TRUE = 1;

  private Failed() {}

  /// The failed rows; reads the index for ours.
  static Condition condition() {
    return SALT_RETURNS.OUTCOME.eq(TRUE).or(byJson());
  }

  /// The failed rows of stock writers.
  static Condition byJson() {
    return SALT_RETURNS.OUTCOME.isNull().and(BY_JSON.eq(TRUE));
  }

  /// The rows of stock writers that are no failures.
  static Condition okByJson() {
    return SALT_RETURNS.OUTCOME.isNull().and(BY_JSON.ne(TRUE));
  }

  /// Whether the row is a failure, to select; never null.
  static Field<Boolean> field() {
    return DSL.field(DSL.coalesce(SALT_RETURNS.OUTCOME, BY_JSON).eq(TRUE));
  }
}
