package dev.saltern.wire;

import java.io.IOException;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/// Bytes from outside through the ASN.1 library, which says by many exceptions that they are wrong.
final class Der {
  private Der() {}

  interface Parser<T> {
    T parse() throws IOException, WireException;
  }

  static <T> T parse(String what, Parser<T> parser) throws WireException {
    try {
      return parser.parse();
    } catch (IOException | RuntimeException e) {
      throw new WireException("expected the DER of " + what + ", found something else", e);
    }
  }

  static void requireRsa(AlgorithmIdentifier algorithm) throws WireException {
    if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
      throw new WireException("expected an RSA key, found one of another algorithm");
    }
  }
}
