package dev.saltern.demo.drill;

import dev.saltern.job.Data;
import dev.saltern.job.Functions;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What minions really returned, as their masters took it: the truth that the tables are held
/// against. Keeps a digest an answer. Thread-safe.
final class SentByMinions {
  /// The most answers noted.
  static final int ANSWERS_MAX = 3_000_000;

  private final Map<String, Map<String, String>> byJob = new HashMap<>();
  private int answers;
  private int contradictions;

  /// Notes a return; those that no node stores (`saltutil.find_job`) are passed over.
  void note(Data.Dict load) {
    String jid = load.text("jid").orElseThrow();
    String id = load.text("id").orElseThrow();
    if (Functions.isToolNoise(Functions.joined(load.get("fun")))) {
      return;
    }
    String digest =
        digest(JsonText.write(load.get("return").orElseThrow()), load.integer("retcode"));
    synchronized (this) {
      String before = byJob.computeIfAbsent(jid, _ -> new HashMap<>()).put(id, digest);
      if (before == null && ++answers > ANSWERS_MAX) {
        throw new IllegalStateException("more than " + ANSWERS_MAX + " answers");
      }
      if (before != null && !before.equals(digest)) {
        contradictions++;
      }
    }
  }

  synchronized int answers() {
    return answers;
  }

  /// How often a minion told two masters different things: a fault of the drill itself.
  synchronized int contradictions() {
    return contradictions;
  }

  /// By job and minion, the digests.
  synchronized Map<String, Map<String, String>> copy() {
    Map<String, Map<String, String>> copy = new LinkedHashMap<>();
    byJob.forEach((jid, answers) -> copy.put(jid, new HashMap<>(answers)));
    return copy;
  }

  /// What tells answers apart, whatever the spacing of their JSON.
  static String digest(String json, Optional<Long> retcode) {
    try {
      String same = retcode.orElse(-1L) + JsonText.write(JsonText.read(json));
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(same.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (WireException e) {
      return "no JSON: " + e.getMessage();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
