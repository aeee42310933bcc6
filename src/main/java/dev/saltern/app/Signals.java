package dev.saltern.app;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The signals of the process. The JDK has no public API for them but `sun.misc.Signal` of the
/// supported module `jdk.unsupported`; it is reached by its name, since the compiler warns of it
/// and no annotation quiets that.
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /// Has `what` done, on a thread of its own, whenever the signal comes; in the place of what the
  /// JVM does then. Where the JVM keeps the signal for itself (`-Xrs`) the log says so.
  ///
  /// @param name without `SIG`: `TERM`
  static void on(String name, Runnable what) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(what);
      Object handle =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handle);
    } catch (ReflectiveOperationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      log.atWarn().log("SIG{} does what it does by default: {}", name, cause.toString());
    }
  }
}
