package dev.saltern.localmaster;

/// Where the own master takes requests. Immutable.
///
/// @param host an address without brackets
public record RequestAddress(String host, int port) {
  public RequestAddress {
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("expected a host and a port, found " + host + " " + port);
    }
  }

  /// The address a client on this machine reaches a master at that binds `bind` (as Salt's own
  /// client maps it: any address becomes the loopback one of its family).
  static RequestAddress of(String bind, int port) {
    return new RequestAddress(
        switch (bind) {
          case "0.0.0.0", "" -> "127.0.0.1";
          case "::", "[::]" -> "::1";
          default -> bind;
        },
        port);
  }

  /// As ZeroMQ takes it, such as `tcp://127.0.0.1:4506`.
  public String endpoint() {
    return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
