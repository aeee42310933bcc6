package dev.saltern.wire;

import dev.saltern.job.Data;

/// The pair of RSA algorithms a client asks a master to use with it. Masters before 3006.9 and
/// 3007.2 know only [#SHA1]; sites under FIPS use [#SHA224]. Immutable.
public record Algorithms(OaepAlgorithm encryption, SignatureAlgorithm signature) {
  public static final Algorithms SHA1 = new Algorithms(OaepAlgorithm.SHA1, SignatureAlgorithm.SHA1);
  public static final Algorithms SHA224 =
      new Algorithms(OaepAlgorithm.SHA224, SignatureAlgorithm.SHA224);

  /// The pair that `enc_algo` and `sig_algo` of a map name; what is not named is SHA-1.
  ///
  /// @throws WireException where a name is none we know
  static Algorithms of(Data.Dict map) throws WireException {
    String encryption = map.text("enc_algo").orElse(OaepAlgorithm.SHA1.wireName());
    String signature = map.text("sig_algo").orElse(SignatureAlgorithm.SHA1.wireName());
    return new Algorithms(
        OaepAlgorithm.named(encryption).orElseThrow(() -> unknown("enc_algo")),
        SignatureAlgorithm.named(signature).orElseThrow(() -> unknown("sig_algo")));
  }

  private static WireException unknown(String key) {
    return new WireException("expected SHA-1 or SHA-224 as " + key + ", found another algorithm");
  }
}
