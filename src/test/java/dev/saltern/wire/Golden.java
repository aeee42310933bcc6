package dev.saltern.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.saltern.job.Data;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// One file of recorded records with the keys that were made for it.
record Golden(String file, List<GoldenRecord> records) {
  static Golden load(String file) {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + file), file),
                UTF_8))) {
      var records = new ArrayList<GoldenRecord>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        records.add(new GoldenRecord(records.size() + 1, (Data.Dict) JsonText.read(line)));
      }
      return new Golden(file, List.copyOf(records));
    } catch (IOException | WireException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  List<GoldenRecord> ofKind(String kind) {
    return records.stream().filter(r -> r.kind().equals(kind)).toList();
  }

  Map<String, Integer> countByKind() {
    Map<String, Integer> counts = new TreeMap<>();
    records.forEach(r -> counts.merge(r.kind(), 1, Integer::sum));
    return counts;
  }

  RsaKey key(String who) throws WireException {
    for (GoldenRecord r : ofKind("rsa_keypair")) {
      if (r.text("who").equals(who)) {
        return RsaKey.parse(r.text("private_pem"));
      }
    }
    throw new AssertionError("no key of " + who + " in " + file);
  }

  /// The session key of a master that opens `envelope`.
  Crypticle crypticle(String master, byte[] envelope) throws WireException {
    for (GoldenRecord r : ofKind("aes_session_key")) {
      if (r.text("master").equals(master)) {
        var crypticle = new Crypticle(r.text("key_string"));
        if (opens(crypticle, envelope)) {
          return crypticle;
        }
      }
    }
    throw new AssertionError("no key of " + master + " in " + file + " opens the envelope");
  }

  private static boolean opens(Crypticle crypticle, byte[] envelope) throws WireException {
    try {
      crypticle.open(envelope.clone());
      return true;
    } catch (WrongKeyException _) {
      return false;
    } catch (WireException _) { // the nonce of a reply stands in the way: the key is right
      return true;
    }
  }
}
