package dev.saltern.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// Where and how an HTTP server listens. Immutable; `toString` has no secret.
///
/// @param name what it is called in the log and in the names of its threads
/// @param address where it listens; port 0: any
/// @param tls what it shows under TLS; without, it speaks plain HTTP
record HttpSettings(
    String name,
    InetSocketAddress address,
    Optional<HttpTls> tls,
    HttpAccess access,
    HttpLimits limits) {
  /// Whether only this machine reaches it.
  boolean isLoopback() {
    InetAddress where = address.getAddress();
    return where != null && where.isLoopbackAddress();
  }
}
