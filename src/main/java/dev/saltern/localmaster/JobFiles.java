package dev.saltern.localmaster;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Source;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.Packed;
import dev.saltern.wire.PackedFields;
import dev.saltern.wire.Trimming;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The files of one job in the stock master's `local_cache`, as salt/returners/local_cache.py
/// writes them. What is missing, half written or not Salt's own is told to the [ScanTally] and left
/// out. Confined to one thread.
final class JobFiles {
  private static final String LOAD = ".load.p";
  private static final String MINIONS = ".minions";
  private static final String RETURN = "return.p";
  private static final String OUT = "out.p";
  private static final List<String> STORED = List.of("return", "retcode", "success");
  private static final PackedFields.Names STORED_NAMES =
      PackedFields.Names.of("return", "retcode", "success");

  private final Path directory;
  private final DataCodec.Limits limits;
  private final ScanTally tally;

  JobFiles(Path directory, DataCodec.Limits limits, ScanTally tally) {
    this.directory = directory;
    this.limits = limits;
    this.tally = tally;
  }

  /// The job this directory is about. The master writes the file `jid` anew with every return, so
  /// it may be empty for a moment: then the load says it.
  Optional<Jid> jid() throws IOException {
    try (InputStream in = Files.newInputStream(directory.resolve("jid"))) {
      String text = new String(in.readNBytes(Jid.LENGTH_MAX + 1), StandardCharsets.UTF_8);
      Optional<Jid> jid = Jid.parse(text.strip());
      if (jid.isPresent()) {
        return jid;
      }
    } catch (NoSuchFileException | NotDirectoryException _) {
      // Below, from the load.
    }
    return dict(directory.resolve(LOAD)).flatMap(load -> load.text("jid")).flatMap(Jid::parse);
  }

  /// The publish load with the minions it was for.
  Optional<Load> load(Jid jid) throws IOException {
    Optional<Data.Dict> body = dict(directory.resolve(LOAD));
    List<MinionId> expected = minions();
    if (body.isEmpty() && expected.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Load(
            jid,
            body.map(JobFiles::withoutReturn).orElse(Data.Dict.EMPTY),
            "",
            expected,
            Source.DIRECTORY));
  }

  /// For a job that a minion started itself the master saves the whole return as its load.
  private static Data.Dict withoutReturn(Data.Dict load) {
    return load.get("id").isPresent() ? load.without("return") : load;
  }

  /// The minions the job was for: what the master matched and what syndics below it told.
  List<MinionId> minions() throws IOException {
    var ids = new TreeSet<MinionId>();
    for (Path file : entries(name -> name.startsWith(MINIONS) && name.endsWith(".p"))) {
      Optional<Data> value = value(file);
      if (value.isPresent() && value.get() instanceof Data.Seq(List<Data> items)) {
        for (Data item : items) {
          item.asText().flatMap(MinionId::parse).ifPresentOrElse(ids::add, tally::foreign);
        }
      }
    }
    return List.copyOf(ids);
  }

  /// The minions that have returned, as far as `wanted` says so of their directory.
  List<MinionId> returned(Predicate<BasicFileAttributes> wanted) throws IOException {
    var ids = new ArrayList<MinionId>();
    for (Path entry : entries(name -> !name.startsWith("."))) {
      Optional<BasicFileAttributes> attributes = attributes(entry);
      if (attributes.isEmpty() || !attributes.get().isDirectory()) {
        continue;
      }
      Optional<MinionId> id = MinionId.parse(entry.getFileName().toString());
      if (id.isEmpty()) {
        tally.foreign();
      } else if (wanted.test(attributes.get())) {
        ids.add(id.get());
      }
    }
    return ids;
  }

  /// What one minion returned.
  ///
  /// @param load the job's publish load, which the return takes its function from
  Optional<KeptReturn> returnOf(Jid jid, MinionId minion, Data.Dict load) throws IOException {
    Path own = directory.resolve(minion.text());
    Optional<Packed> kept = packed(own.resolve(RETURN));
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    try {
      var beside = new LinkedHashMap<String, Packed>();
      load.get("fun").ifPresent(fun -> beside.put("fun", Packed.of(fun)));
      load.get("arg").ifPresent(arg -> beside.put("fun_args", Packed.of(arg)));
      Optional<PackedFields> stored = stored(kept.get());
      if (stored.isPresent()) {
        for (String key : STORED) {
          stored.get().get(key).ifPresent(value -> beside.put(key, value));
        }
      } else {
        beside.put("return", kept.get());
      }
      // Few have one: looked for first, since a failing open costs ten times as much.
      Path outputter = own.resolve(OUT);
      if (Files.exists(outputter)) {
        packed(outputter).ifPresent(out -> beside.put("out", out));
      }
      Packed body = Packed.of(Data.dict("jid", jid, "id", minion)).with(beside);
      // An upstream minion from 3006 on sends its returns over its own bus, which cuts them: then
      // nobody has the whole of it.
      Source source = Trimming.isCut(body) ? Source.TRIMMED : Source.DIRECTORY;
      return Optional.of(new KeptReturn(jid, minion, body, source));
    } catch (WireException e) {
      tally.broken(own.resolve(RETURN), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /// The fields of a `return.p`; nothing before 2018.3, where the file was the bare value.
  private static Optional<PackedFields> stored(Packed kept) throws WireException {
    if (!kept.isMap()) {
      return Optional.empty();
    }
    return Optional.of(kept.fields(STORED_NAMES)).filter(fields -> fields.has("return"));
  }

  private Optional<Data.Dict> dict(Path file) throws IOException {
    return value(file)
        .flatMap(d -> d instanceof Data.Dict dict ? Optional.of(dict) : Optional.empty());
  }

  private Optional<Data> value(Path file) throws IOException {
    Optional<Packed> packed = packed(file);
    try {
      return packed.isPresent() ? Optional.of(packed.get().open()) : Optional.empty();
    } catch (WireException e) {
      tally.broken(file, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Packed> packed(Path file) throws IOException {
    return switch (Piece.read(file, limits)) {
      case Piece.Value(Packed packed) -> Optional.of(packed);
      case Piece.Missing _ -> Optional.empty();
      case Piece.Broken(String why) -> {
        tally.broken(file, why);
        yield Optional.empty();
      }
    };
  }

  private List<Path> entries(Predicate<String> wanted) throws IOException {
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(directory, e -> wanted.test(e.getFileName().toString()))) {
      stream.forEach(found::add);
    } catch (NoSuchFileException | NotDirectoryException _) {
      return List.of();
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException | NotDirectoryException _) {
      return Optional.empty();
    }
  }
}
