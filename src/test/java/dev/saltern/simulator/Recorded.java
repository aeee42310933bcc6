package dev.saltern.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.saltern.job.Data;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.WireException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What real Salt sent and wrote, with the keys that were made for the recording.
record Recorded(String file, List<Data.Dict> records) {
  static Recorded load(String file) {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Recorded.class.getResourceAsStream("/golden/" + file), file),
                UTF_8))) {
      var records = new ArrayList<Data.Dict>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        records.add((Data.Dict) withBytes(JsonText.read(line)));
      }
      return new Recorded(file, List.copyOf(records));
    } catch (IOException | WireException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  /// The records of one kind; the flaw among the sign-ins (one is a `publish`) is left out.
  List<Data.Dict> ofKind(String kind) {
    return records.stream()
        .filter(r -> text(r, "kind").equals(kind))
        .filter(r -> !kind.equals("auth") || load(r).text("cmd").equals(Optional.of("_auth")))
        .toList();
  }

  SaltRelease release() {
    return file.startsWith("3006.0/") ? SaltRelease.V3006_0 : SaltRelease.V3006_18;
  }

  /// The key `who` had when a record was made.
  RsaKey key(Data.Dict record, String who) throws WireException {
    for (Data.Dict r : ofKind("rsa_keypair")) {
      // Phases of one recording had other keys; in the older recording keys have no phase.
      boolean then = r.get("phase").isEmpty() || r.get("phase").equals(record.get("phase"));
      if (text(r, "who").equals(who) && then) {
        return RsaKey.parse(text(r, "private_pem"));
      }
    }
    throw new AssertionError("no key of " + who + " in " + file);
  }

  /// The session keys a master had given when a record was made, by client.
  Map<String, String> sessionKeys(Data.Dict record) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (Data.Dict r : ofKind("session_key")) {
      if (r.get("phase").equals(record.get("phase"))
          && r.get("master").equals(record.get("master"))) {
        keys.put(text(r, "id"), text(r, "key_string"));
      }
    }
    return keys;
  }

  /// The shared key of a master that opens `envelope`.
  Optional<String> aesKey(String master, byte[] envelope) throws WireException {
    for (Data.Dict record : ofKind("aes_session_key")) {
      if (!text(record, "master").equals(master)) {
        continue;
      }
      try {
        new Crypticle(text(record, "key_string")).open(envelope);
        return record.text("key_string");
      } catch (WireException _) {
        // Another of its keys, then.
      }
    }
    return Optional.empty();
  }

  static String text(Data.Dict record, String key) {
    return record.text(key).orElse("");
  }

  static byte[] raw(Data.Dict record, String key) {
    return Base64.getDecoder().decode(text(record, key));
  }

  /// The inner map of a clear request.
  static Data.Dict load(Data.Dict record) {
    return record
        .dict("request_decoded")
        .flatMap(request -> request.dict("load"))
        .orElse(Data.Dict.EMPTY);
  }

  private static Data withBytes(Data value) {
    return switch (value) {
      case Data.Dict d when d.entries().size() == 1 && d.text("__bytes__").isPresent() ->
          new Data.Bytes(Base64.getDecoder().decode(d.text("__bytes__").get()));
      case Data.Dict(var entries) -> {
        Map<Data, Data> copy = new LinkedHashMap<>();
        entries.forEach((k, v) -> copy.put(k, withBytes(v)));
        yield new Data.Dict(copy);
      }
      case Data.Seq(var items) -> new Data.Seq(items.stream().map(Recorded::withBytes).toList());
      default -> value;
    };
  }
}
