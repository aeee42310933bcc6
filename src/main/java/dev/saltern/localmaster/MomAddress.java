package dev.saltern.localmaster;

/// One MoM of `syndic_master`. Immutable.
///
/// @param entry the very text in the configuration: what a return's `master_id` is compared with
/// @param host a name or an address without brackets
/// @param port its request port
public record MomAddress(String entry, String host, int port) {
  public MomAddress {
    if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || c == '/')) {
      throw new IllegalArgumentException("expected host, host:port or [address]:port");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("expected a port from 1 to 65535, found " + port);
    }
  }

  /// `host`, `host:port`, `[address6]`, `[address6]:port` or an IPv6 address as it is.
  ///
  /// @throws IllegalArgumentException for anything else
  static MomAddress parse(String entry, int defaultPort) {
    String text = entry.strip();
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      String rest = end < 0 ? "?" : text.substring(end + 1);
      if (!rest.isEmpty() && !rest.startsWith(":")) {
        throw new IllegalArgumentException("expected [address]:port");
      }
      String host = text.substring(1, end);
      return new MomAddress(entry, host, rest.isEmpty() ? defaultPort : port(rest.substring(1)));
    }
    int colon = text.indexOf(':');
    if (colon < 0 || colon != text.lastIndexOf(':')) {
      return new MomAddress(entry, text, defaultPort);
    }
    return new MomAddress(entry, text.substring(0, colon), port(text.substring(colon + 1)));
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("expected a port number after the colon");
    }
    return Integer.parseInt(text);
  }

  /// The request endpoint as ZeroMQ takes it.
  public String endpoint() {
    return "tcp://" + bracketed() + ":" + port;
  }

  /// The endpoint of a publish port of the same host.
  public String endpoint(int publishPort) {
    return "tcp://" + bracketed() + ":" + publishPort;
  }

  private String bracketed() {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
