package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A stock master's own job cache (`local_cache`): `jobs/<hh>/<rest>/` under its cache directory,
/// the names from the SHA-256 of the jid, the files as Salt writes them. Thread-safe as far as two
/// threads do not write the same job at once.
final class LocalCache {
  private final Path jobs;

  LocalCache(Path cacheDirectory) {
    this.jobs = cacheDirectory.resolve("jobs");
  }

  /// Where a job's files are.
  Path directoryOf(Jid jid) {
    String hex = sha256Hex(jid.text());
    return jobs.resolve(hex.substring(0, 2)).resolve(hex.substring(2));
  }

  /// Makes room for a job; `nocache` keeps its returns out.
  void prepare(Jid jid, boolean nocache) throws IOException {
    Path directory = Files.createDirectories(directoryOf(jid));
    Files.writeString(directory.resolve("jid"), jid.text());
    if (nocache) {
      Files.write(directory.resolve("nocache"), new byte[0]);
    }
  }

  /// Keeps what was asked, and who is expected to answer.
  void saveLoad(Jid jid, Data.Dict load, List<MinionId> minions) throws IOException {
    Path directory = Files.createDirectories(directoryOf(jid));
    Files.write(directory.resolve(".load.p"), bytes(load));
    if (load.get("tgt").filter(tgt -> !tgt.equals(Data.of(""))).isPresent()) {
      Files.write(directory.resolve(".minions.p"), bytes(Data.of(minions)));
    }
  }

  /// Keeps whom a syndic below expects to answer.
  void saveMinions(Jid jid, Data minions, MinionId syndic) throws IOException {
    Path directory = Files.createDirectories(directoryOf(jid));
    Files.write(directory.resolve(".minions." + syndic + ".p"), bytes(minions));
  }

  /// What was asked; nothing for a job that is not known.
  Optional<Data.Dict> load(Jid jid) throws IOException {
    Path file = directoryOf(jid).resolve(".load.p");
    try {
      return Files.exists(file)
          ? Optional.of(DataCodec.decodeDict(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (WireException e) {
      throw new IOException(file + " is no load", e);
    }
  }

  /// Keeps one return; false where this minion has returned this job already, or nothing of the job
  /// is to be kept.
  boolean saveReturn(Jid jid, MinionId minion, Data.Dict body) throws IOException {
    Path directory = directoryOf(jid);
    if (Files.exists(directory.resolve("nocache"))) {
      return false;
    }
    Path own = directory.resolve(minion.text());
    try {
      Files.createDirectory(own);
    } catch (FileAlreadyExistsException _) {
      return false;
    }
    Data.Dict kept = Data.Dict.EMPTY;
    for (String key : List.of("return", "retcode", "success")) {
      Optional<Data> value = body.get(key);
      kept = value.isPresent() ? kept.with(key, value.get()) : kept;
    }
    OwnFiles.writeAtomically(own.resolve("return.p"), bytes(kept));
    Optional<Data> out = body.get("out");
    if (out.isPresent()) {
      OwnFiles.writeAtomically(own.resolve("out.p"), bytes(out.get()));
    }
    return true;
  }

  private static byte[] bytes(Data value) {
    return DataCodec.encode(value, DataCodec.Spec.NEW);
  }

  private static String sha256Hex(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
