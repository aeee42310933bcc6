package dev.saltern.jobcache.mysql;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Stands in for the JDBC driver of this JVM, and tells of each statement that the product sends
/// what the server read for it: the session's own `Handler_read_..` counters before and after, to
/// which no other session adds. What a test sends itself is not told. Thread-safe.
final class ReadsRecorder implements Driver, AutoCloseable {
  private static final String URL = "jdbc:mysql:";
  private static final String COUNTERS = "SHOW SESSION STATUS LIKE 'Handler_read%'";
  private static final String ROOM = Database.class.getPackageName() + ".";

  /// Who sends for others: not told as the sender.
  private static final Set<String> MEANS = Set.of("MultiRow", "RetainRows");

  private final List<Driver> replaced;
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final Set<CallSite> used = ConcurrentHashMap.newKeySet();
  private volatile boolean recording;

  ReadsRecorder() throws SQLException {
    replaced = DriverManager.drivers().filter(ReadsRecorder::isReal).toList();
    for (Driver driver : replaced) {
      DriverManager.deregisterDriver(driver);
    }
    DriverManager.registerDriver(this);
  }

  private static boolean isReal(Driver driver) {
    try {
      return driver.acceptsURL(URL + "//127.0.0.1:1/x");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A statement that was sent.
  ///
  /// @param sender the class that sent it
  /// @param read how many rows the server read
  /// @param rows how many rows it wrote or sent
  record Seen(String sender, String sql, AtomicLong read, AtomicLong rows) {}

  /// A place in the code that sends.
  record CallSite(String owner, String method, int index) {}

  /// Something to be recorded.
  interface Work {
    void run() throws Exception;
  }

  /// Records what is sent meanwhile, by whatever thread.
  List<Seen> during(Work work) throws Exception {
    seen.clear();
    recording = true;
    try {
      work.run();
    } finally {
      recording = false;
    }
    return List.copyOf(seen);
  }

  /// The places that sent something.
  Set<CallSite> used() {
    return used;
  }

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    Connection connection = acceptsURL(url) ? replaced.getFirst().connect(url, info) : null;
    if (connection == null) {
      return null;
    }
    Counters counters = new Counters(connection);
    return proxy(
        Connection.class,
        (_, method, args) -> {
          Object answer = call(method, connection, args);
          return answer instanceof Statement s
              ? statement(counters, s, args == null ? "" : String.valueOf(args[0]))
              : answer;
        });
  }

  private Statement statement(Counters counters, Statement statement, String text) {
    Measured measured = new Measured(counters, statement, text);
    return statement instanceof PreparedStatement
        ? proxy(PreparedStatement.class, measured)
        : proxy(Statement.class, measured);
  }

  /// What a session has read. It is asked for once between two statements that follow each other.
  private static final class Counters {
    private final Connection connection;
    private long last;
    private boolean stale = true;

    Counters(Connection connection) {
      this.connection = connection;
    }

    long before() throws SQLException {
      return stale ? after() : last;
    }

    long after() throws SQLException {
      last = 0;
      try (Statement s = connection.createStatement();
          ResultSet rows = s.executeQuery(COUNTERS)) {
        while (rows.next()) {
          last += rows.getLong(2);
        }
      }
      stale = false;
      return last;
    }
  }

  /// One statement: counters before and after each time it is sent. Rows that come one by one are
  /// read on when they are asked for, so that what was read is told when the answer is closed.
  private final class Measured implements InvocationHandler {
    private final Counters counters;
    private final Statement statement;
    private final String text;
    private @Nullable Seen last;

    Measured(Counters counters, Statement statement, String text) {
      this.counters = counters;
      this.statement = statement;
      this.text = text;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] args)
        throws Throwable {
      boolean executes = method.getName().startsWith("execute");
      boolean sends = executes && recording;
      if (executes) {
        last = sends ? sent(args == null || args.length == 0 ? text : "" + args[0]) : null;
      }
      Seen one = last;
      if (one == null) {
        counters.stale |= executes;
        return call(method, statement, args);
      }
      long before = sends ? counters.before() : 0;
      Object answer = call(method, statement, args);
      boolean streams =
          answer instanceof ResultSet && statement.getFetchSize() == Integer.MIN_VALUE;
      if (sends && !streams) {
        one.read.set(counters.after() - before);
      }
      if (sends && answer instanceof Number n) {
        one.rows.set(n.longValue());
      }
      return answer instanceof ResultSet rows ? answer(rows, one, before, streams) : answer;
    }

    private ResultSet answer(ResultSet rows, Seen one, long before, boolean streams) {
      return proxy(
          ResultSet.class,
          (_, method, args) -> {
            Object answer = call(method, rows, args);
            if (method.getName().equals("next") && Boolean.TRUE.equals(answer)) {
              one.rows.incrementAndGet();
            } else if (method.getName().equals("close") && streams) {
              one.read.set(counters.after() - before);
            }
            return answer;
          });
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    ClassLoader loader = ReadsRecorder.class.getClassLoader();
    return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(Method method, Object real, Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(real, args);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /// Keeps a statement and each place in the product on the way here; nothing of a test's own.
  private @Nullable Seen sent(String sql) {
    List<StackFrame> frames =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
            .walk(all -> all.filter(f -> isProduct(f.getDeclaringClass())).toList());
    frames.forEach(f -> used.add(new CallSite(name(f), f.getMethodName(), f.getByteCodeIndex())));
    Seen one =
        frames.stream()
            .map(ReadsRecorder::name)
            .filter(name -> !MEANS.contains(name))
            .findFirst()
            .map(name -> new Seen(name, sql, new AtomicLong(), new AtomicLong()))
            .orElse(null);
    if (one != null) {
      seen.add(one);
    }
    return one;
  }

  private static boolean isProduct(Class<?> type) {
    return type.getName().startsWith(ROOM)
        && type.getProtectionDomain().equals(Database.class.getProtectionDomain());
  }

  private static String name(StackFrame frame) {
    return frame.getClassName().substring(ROOM.length());
  }

  @Override
  public void close() throws SQLException {
    DriverManager.deregisterDriver(this);
    for (Driver driver : replaced) {
      DriverManager.registerDriver(driver);
    }
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(URL);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(ReadsRecorder.class.getName());
  }
}
