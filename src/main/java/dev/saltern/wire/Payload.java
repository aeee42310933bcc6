package dev.saltern.wire;

import dev.saltern.job.Data;

/// One message between a client and a master as it stands on the wire, its envelope still closed. A
/// [Request] goes up, a [Reply] comes back, a [Publication] comes from the publish port.
///
/// Arrays are handed over, not copied: whoever makes a payload leaves them alone afterwards.
public sealed interface Payload {
  /// What a client sends to the request port.
  sealed interface Request extends Payload {
    /// The protocol version said in the outer map; 0 where none is.
    int version();
  }

  /// A load in the clear: `_auth`, and `publish` at the own master.
  ///
  /// @param version 2, or 3 from 3006.12 and 3007.4 on; 0 leaves it out, as clients before 3002.8
  ///   do
  record ClearRequest(Data.Dict load, int version) implements Request {
    @Override
    public String toString() {
      return "ClearRequest[version=" + version + "]"; // a load may have a key or a token
    }
  }

  /// An envelope under the key all clients of a master share.
  ///
  /// @param version 2; 0 or 1 for a client that wants no nonce in the reply
  record SharedRequest(byte[] envelope, int version) implements Request {}

  /// An envelope under the session key of one client.
  ///
  /// @param version 3
  /// @param id the client, which must be the `id` inside as well
  record SessionRequest(byte[] envelope, int version, String id, Algorithms algorithms)
      implements Request {}

  /// What a master answers to a request.
  sealed interface Reply extends Payload {}

  /// An envelope, the nonce of the request inside.
  record SealedReply(byte[] envelope) implements Reply {}

  /// A load in the clear with the master's signature over its bytes: the answer to `_auth`.
  record SignedReply(byte[] load, byte[] signature) implements Reply {
    /// `load` signed by a master.
    public static SignedReply of(Data.Dict load, RsaKey master, SignatureAlgorithm algorithm) {
      byte[] bytes = DataCodec.encode(load, DataCodec.Spec.OLD);
      return new SignedReply(bytes, master.sign(bytes, algorithm));
    }

    /// Whether it was signed by the holder of `master`.
    public boolean verify(RsaPublicKey master, SignatureAlgorithm algorithm) {
      return master.verify(load, signature, algorithm);
    }

    /// What was signed; ask [#verify] before believing it.
    public Data.Dict decode() throws WireException {
      return DataCodec.decodeDict(load);
    }
  }

  /// A map in the clear: `{enc: clear, load}` to `publish` and to an `_auth` without version,
  /// `{error}`, `{msg}`, `{}`, and `{key, pillar}`, which [PillarReply] opens.
  record ClearReply(Data.Dict map) implements Reply {
    @Override
    public String toString() {
      return "ClearReply"; // a reply to _auth without version has keys
    }
  }

  /// A bare text, such as `bad load`: the master did not take the request.
  record Refusal(String text) implements Reply {}

  /// What a master publishes to its clients: an envelope under their shared key.
  ///
  /// @param signature the master's over the envelope; empty where it does not sign
  /// @param algorithmName what stands as `sig_algo`; empty from masters before 3006.9 and 3007.2
  record Publication(byte[] envelope, byte[] signature, String algorithmName) implements Payload {
    /// `envelope` signed by a master that names the algorithm.
    public static Publication of(byte[] envelope, RsaKey master, SignatureAlgorithm algorithm) {
      return new Publication(envelope, master.sign(envelope, algorithm), algorithm.wireName());
    }

    public boolean isSigned() {
      return signature.length > 0;
    }

    /// Whether it was signed by the holder of `master`, in a way we know.
    public boolean verify(RsaPublicKey master) {
      String name = algorithmName.isEmpty() ? SignatureAlgorithm.SHA1.wireName() : algorithmName;
      return isSigned()
          && SignatureAlgorithm.named(name)
              .filter(algorithm -> master.verify(envelope, signature, algorithm))
              .isPresent();
    }
  }
}
