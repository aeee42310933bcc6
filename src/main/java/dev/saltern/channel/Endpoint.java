package dev.saltern.channel;

/// Where a master listens: a host name or address, and a TCP port. Immutable.
///
/// @param ipv6 whether a name may resolve to an IPv6 address (Salt's `ipv6` option); always true
///   for an IPv6 literal
public record Endpoint(String host, int port, boolean ipv6) {
  private static final int PORT_MAX = 65535;

  public Endpoint {
    host = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '*')) {
      throw new IllegalArgumentException("a host is a name or an address; found '" + host + "'");
    }
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("a port is 1 to " + PORT_MAX + "; found " + port);
    }
    ipv6 = ipv6 || host.indexOf(':') >= 0;
  }

  /// The endpoint of a host that is reached over IPv4 unless it is an IPv6 literal.
  public Endpoint(String host, int port) {
    this(host, port, false);
  }

  /// The same host at another port.
  public Endpoint atPort(int otherPort) {
    return new Endpoint(host, otherPort, ipv6);
  }

  /// The address as ZeroMQ takes it.
  String address() {
    return "tcp://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return address();
  }
}
