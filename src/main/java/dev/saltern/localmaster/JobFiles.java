package dev.saltern.localmaster;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.wire.DataCodec;
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
  private static final Data TRIMMED = new Data.Text("VALUE_TRIMMED");

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
  Optional<Return> returnOf(Jid jid, MinionId minion, Data.Dict load) throws IOException {
    Path own = directory.resolve(minion.text());
    Optional<Data> value = value(own.resolve(RETURN));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Data.Dict body = Data.dict("jid", jid, "id", minion);
    body = copy(load, "fun", body, "fun");
    body = copy(load, "arg", body, "fun_args");
    // Before 2018.3 the file was the bare value.
    Data.Dict stored =
        value.get() instanceof Data.Dict d && d.get("return").isPresent()
            ? d
            : Data.dict("return", value.get());
    for (String key : List.of("return", "retcode", "success")) {
      body = copy(stored, key, body, key);
    }
    // Few have one: looked for first, since a failing open costs ten times as much.
    Path outputter = own.resolve(OUT);
    Optional<Data> out = Files.exists(outputter) ? value(outputter) : Optional.empty();
    body = out.isPresent() ? body.with("out", out.get()) : body;
    // An upstream minion from 3006 on sends its returns over its own bus, which cuts them already:
    // then
    // nobody has the whole of it.
    return Optional.of(
        new Return(jid, minion, body, trimmed(body) ? Source.TRIMMED : Source.DIRECTORY));
  }

  private static boolean trimmed(Data value) {
    return value.equals(TRIMMED)
        || (value instanceof Data.Dict dict
            && dict.entries().values().stream().anyMatch(JobFiles::trimmed));
  }

  private static Data.Dict copy(Data.Dict from, String key, Data.Dict to, String as) {
    return from.get(key).map(value -> to.with(as, value)).orElse(to);
  }

  private Optional<Data.Dict> dict(Path file) throws IOException {
    return value(file)
        .flatMap(d -> d instanceof Data.Dict dict ? Optional.of(dict) : Optional.empty());
  }

  private Optional<Data> value(Path file) throws IOException {
    Piece piece = Piece.read(file, limits);
    if (piece instanceof Piece.Broken(String why)) {
      tally.broken(file, why);
    }
    return piece.value();
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
