package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobCacheUnavailableException.Reason;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/// What an SQL error means for whoever holds the data: repeat at once, wait, or give the batch up.
final class SqlErrors {
  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int DEADLOCK = 1213;
  private static final int NO_SUCH_TABLE = 1146;

  /// A COMMIT that did not go through: how MySQL Group Replication tells that another member's
  /// transaction won, `Got error 149 .. during COMMIT` or `Plugin instructed the server to
  /// rollback`.
  private static final Set<Integer> LOST_AT_COMMIT = Set.of(1180, 3101);

  /// Data no server will ever take, by number: too long, no such character, out of range, no number
  /// or date, row or packet too big. Beside them every error of class 22 and 23.
  private static final Set<Integer> DATA =
      Set.of(1118, 1153, 1264, 1265, 1292, 1366, 1367, 1406, 3140, 3141);

  /// The account is not let in: to the server, the database, a table, a column, or from this host;
  /// its password has run out, or it is locked.
  private static final Set<Integer> DENIED =
      Set.of(1044, 1045, 1129, 1130, 1142, 1143, 1227, 1370, 1698, 1820, 1862, 3118, 4151);

  /// The statement was ended since it took too long: killed by the driver, by MySQL's
  /// `max_execution_time`, by MariaDB's `max_statement_time`.
  private static final Set<Integer> ENDED = Set.of(1317, 3024, 1969);

  private SqlErrors() {}

  /// Whether the same transaction, repeated, may well pass: a deadlock, a lock wait, a lost
  /// certification on Galera or in a MySQL group.
  static boolean repeatable(SQLException e) {
    return e.getErrorCode() == DEADLOCK
        || lockWait(e)
        || LOST_AT_COMMIT.contains(e.getErrorCode())
        || "40001".equals(e.getSQLState());
  }

  /// Whether a row stayed locked for as long as we wait.
  static boolean lockWait(SQLException e) {
    return e.getErrorCode() == LOCK_WAIT_TIMEOUT;
  }

  /// Whether it is the data's fault. Anything not known as such counts as the world's: waiting
  /// loses nothing, giving up does.
  static boolean rejected(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return DATA.contains(e.getErrorCode()) || state.startsWith("22") || state.startsWith("23");
  }

  /// Whether the account or its rights are what is wrong.
  static boolean denied(SQLException e) {
    return reason(e) == Reason.REFUSED;
  }

  /// What there is to say of it, as for [#unavailable].
  static String message(String what, Exception e) {
    return what + ": " + text(e);
  }

  static boolean noSuchTable(SQLException e) {
    return e.getErrorCode() == NO_SUCH_TABLE;
  }

  static JobCacheUnavailableException unavailable(String what, Exception e) {
    return new JobCacheUnavailableException(what + ": " + text(e), e, reason(e));
  }

  /// Of a connection that the pool could not get, what is behind it.
  private static Reason reason(Exception e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException s && DENIED.contains(s.getErrorCode())) {
        return Reason.REFUSED;
      }
      if (t instanceof SQLTimeoutException
          || (t instanceof SQLException s && ENDED.contains(s.getErrorCode()))) {
        return Reason.SLOW;
      }
    }
    return Reason.DOWN;
  }

  static JobCacheRejectedException rejection(String what, SQLException e) {
    return new JobCacheRejectedException(what + ": " + text(e), e);
  }

  /// Number and state; of data errors no more, for a driver's message may hold a value of the row.
  /// Of a connection that does not come, what is behind it: the pool itself only says that it
  /// waited.
  private static String text(Exception e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException s && s.getErrorCode() != 0) {
        String error = "error " + s.getErrorCode() + " (" + s.getSQLState() + ")";
        return rejected(s) ? error : error + ", " + firstLine(s);
      }
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof CertificateException) {
        return "its certificate is refused (mysql.tls, mysql.ssl_ca): " + firstLine(t);
      }
    }
    Throwable cause = e.getCause();
    Throwable shown = e instanceof SQLTransientConnectionException && cause != null ? cause : e;
    Throwable root = shown;
    for (Throwable t = shown; t != null; t = t.getCause()) {
      root = t;
    }
    String first = firstLine(shown);
    String last = firstLine(root);
    return first.contains(last) ? first : first + ": " + last;
  }

  private static String firstLine(Throwable t) {
    String message = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
    return message.lines().findFirst().orElse("").strip();
  }
}
