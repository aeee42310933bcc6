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
import java.util.Optional;
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

  /// The key of the one `field` of a record names, in the phase of the recording it is of.
  RsaKey key(GoldenRecord of, String field) throws WireException {
    for (GoldenRecord r : ofKind("rsa_keypair")) {
      boolean phase = !r.has("phase") || r.text("phase").equals(of.text("phase"));
      if (phase && r.text("who").equals(of.text(field))) {
        return RsaKey.parse(r.text("private_pem"));
      }
    }
    throw new AssertionError("no key for " + field + " of " + of + " in " + file);
  }

  /// The key that opens an envelope of a record, where the recording knows it.
  Optional<Crypticle> crypticle(GoldenRecord of, byte[] envelope) throws WireException {
    for (String key : List.of("session_key", "aes_key_string")) {
      if (of.has(key)) {
        return Optional.of(new Crypticle(of.text(key)));
      }
    }
    for (GoldenRecord r : ofKind("aes_session_key")) {
      var crypticle = new Crypticle(r.text("key_string"));
      if (r.text("master").equals(of.text("master")) && opens(crypticle, envelope)) {
        return Optional.of(crypticle);
      }
    }
    return Optional.empty();
  }

  private static boolean opens(Crypticle crypticle, byte[] envelope) throws WireException {
    try {
      crypticle.open(envelope);
      return true;
    } catch (WrongKeyException _) {
      return false;
    }
  }
}
