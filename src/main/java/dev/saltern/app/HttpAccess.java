package dev.saltern.app;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Who may ask an HTTP server. With neither a token nor a proxy everybody who reaches its address
/// may. Immutable; `toString` has no token.
///
/// @param token what `Authorization: Bearer` must carry, or `Basic` as the password, which is what
///   a browser asks for
/// @param proxy who has already asked
/// @param hosts names in the `Host` header that are answered besides those of this machine; a page
///   elsewhere whose name was pointed at 127.0.0.1 (DNS rebinding) has none of them. Empty where
///   every name is answered
record HttpAccess(
    Optional<Token> token, Optional<TrustedProxy> proxy, Optional<Set<String>> hosts) {
  /// Everybody who reaches the address.
  static final HttpAccess OPEN =
      new HttpAccess(Optional.empty(), Optional.empty(), Optional.empty());

  /// A secret.
  record Token(String text) {
    /// Shorter ones are guessed.
    private static final int CHARACTERS_MIN = 16;

    Token {
      if (text.length() < CHARACTERS_MIN || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw new IllegalArgumentException(
            "web.token: expected at least %d printable characters without spaces; openssl rand -hex 32"
                    .formatted(CHARACTERS_MIN)
                + " makes one");
      }
    }

    /// Whether `presented` is it; takes as long for any text of the same length.
    boolean is(String presented) {
      return MessageDigest.isEqual(
          text.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  /// A proxy that knows its users.
  ///
  /// @param header the header in which it says who asks
  /// @param addresses where it asks from, IP addresses
  record TrustedProxy(String header, List<String> addresses) {
    TrustedProxy {
      addresses = addresses.stream().map(TrustedProxy::literal).toList();
      if (!header.matches("[A-Za-z0-9-]{1,64}")) {
        throw new IllegalArgumentException(
            "web.proxy_header: expected the name of a header, found '" + header + "'");
      }
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException(
            "web.proxy_addresses: expected the addresses of the proxy, since anybody can send "
                + header);
      }
    }

    private static String literal(String address) {
      try {
        return InetAddress.ofLiteral(address).getHostAddress();
      } catch (IllegalArgumentException _) {
        throw new IllegalArgumentException(
            "web.proxy_addresses: expected IP addresses, found '" + address + "'");
      }
    }
  }

  HttpAccess {
    hosts =
        hosts.map(
            names -> names.stream().map(HttpAccess::name).collect(Collectors.toUnmodifiableSet()));
  }

  /// Whether a request must show something.
  boolean isGuarded() {
    return token.isPresent() || proxy.isPresent();
  }

  /// Who asks; nothing where it may not.
  ///
  /// @param address where from
  /// @param authorization the header of that name
  /// @param users every value of the proxy's header
  Optional<String> caller(String address, Optional<String> authorization, List<String> users) {
    if (!isGuarded()) {
      return Optional.of("-");
    }
    if (proxy.isPresent() && proxy.get().addresses().contains(address)) {
      return users.size() == 1 && !users.getFirst().isBlank()
          ? Optional.of(users.getFirst())
          : Optional.empty();
    }
    return token.isPresent() && authorization.filter(a -> isToken(token.get(), a)).isPresent()
        ? Optional.of("token")
        : Optional.empty();
  }

  /// Whether what this caller shows is compared with the token.
  boolean compares(String address, Optional<String> authorization) {
    return token.isPresent() && authorization.isPresent() && !proxyAddresses().contains(address);
  }

  /// The addresses of the proxy.
  Set<String> proxyAddresses() {
    return proxy.map(p -> Set.copyOf(p.addresses())).orElse(Set.of());
  }

  private static boolean isToken(Token token, String authorization) {
    String[] words = authorization.strip().split(" +", 2);
    if (words.length == 2 && words[0].equalsIgnoreCase("Bearer")) {
      return token.is(words[1]);
    }
    return words.length == 2 && words[0].equalsIgnoreCase("Basic") && token.is(password(words[1]));
  }

  private static String password(String basic) {
    try {
      byte[] pair = Base64.getDecoder().decode(basic);
      int colon = 0;
      while (colon < pair.length && pair[colon] != ':') {
        colon++;
      }
      return new String(
          Arrays.copyOfRange(pair, Math.min(colon + 1, pair.length), pair.length),
          StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  /// Whether a `Host` header is one of ours.
  boolean isOurs(String authority) {
    return hosts.isEmpty() || hosts.get().contains(name(authority.replaceFirst(":\\d*$", "")));
  }

  /// The names of the address that a server is bound to: as it stands in the configuration, and in
  /// numbers.
  static Set<String> namesOf(String configured, InetAddress bound) {
    return bound.isAnyLocalAddress()
        ? Set.of()
        : Set.copyOf(List.of(name(configured), name(bound.getHostAddress())));
  }

  /// A name as it is compared: IPv6 in brackets and in one of the ways to write it.
  private static String name(String host) {
    String bare = host.replaceFirst("^\\[(.*)\\]$", "$1");
    try {
      InetAddress address = InetAddress.ofLiteral(bare);
      return address instanceof Inet6Address
          ? "[" + address.getHostAddress() + "]"
          : address.getHostAddress();
    } catch (IllegalArgumentException _) {
      return host.toLowerCase(Locale.ROOT);
    }
  }
}
