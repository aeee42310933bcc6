package dev.saltern;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may use whom: the one table. Each row is also planted: a class made for the purpose breaks
/// it and must be found.
class RoomsTest {
  private static final String HOUSE = "dev.saltern";

  private static final Set<String> EVERY_ROOM =
      Set.of(
          "job",
          "wire",
          "channel",
          "upstream",
          "localmaster",
          "relay",
          "gateway",
          "returner",
          "spool",
          "jobcache",
          "jobcache.mysql",
          "lookup",
          "lookup.cli",
          "lookup.rest",
          "lookup.web",
          "app",
          "simulator",
          "demo");

  /// Each room and the rooms it may use, besides itself and the root types.
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          entry("job", Set.of()),
          entry("spool", Set.of()),
          entry("wire", Set.of("job")),
          entry("channel", Set.of("job", "wire")),
          entry("upstream", Set.of("job", "wire", "channel")),
          entry("localmaster", Set.of("job", "wire", "channel")),
          entry("jobcache", Set.of("job")),
          entry("jobcache.mysql", Set.of("job", "wire", "jobcache")),
          entry("returner", Set.of("job", "wire", "spool", "jobcache")),
          entry("relay", Set.of("job", "wire", "upstream", "localmaster", "returner", "spool")),
          entry("gateway", Set.of("job", "wire", "channel", "localmaster", "returner")),
          entry("lookup", Set.of("job", "wire", "jobcache")),
          entry("lookup.cli", Set.of("job", "wire", "jobcache", "lookup")),
          entry("lookup.rest", Set.of("job", "wire", "jobcache", "lookup")),
          entry("lookup.web", Set.of("job", "wire", "jobcache", "lookup")),
          entry("simulator", Set.of("job", "wire", "channel")),
          entry("app", without("simulator", "demo")),
          entry("demo", EVERY_ROOM));

  /// Each library and the only rooms that may use it.
  private static final Map<String, Set<String>> LIBRARIES =
      Map.ofEntries(
          entry("org.zeromq", Set.of("channel", "simulator")),
          entry("org.msgpack", Set.of("wire")),
          entry("org.bouncycastle", Set.of("wire")),
          entry("tools.jackson", Set.of("wire")),
          entry("org.jooq", Set.of("jobcache.mysql")),
          entry("com.zaxxer.hikari", Set.of("jobcache.mysql")),
          entry("org.flywaydb", Set.of("jobcache.mysql")),
          entry("com.mysql", Set.of("jobcache.mysql")),
          entry("java.sql", Set.of("jobcache.mysql", "spool", "demo")),
          entry("org.sqlite", Set.of("spool")),
          entry("picocli", Set.of("lookup.cli", "app", "demo")),
          entry("io.helidon", Set.of("lookup.rest", "lookup.web", "app")),
          entry("gg.jte", Set.of("lookup.web")),
          entry("io.micrometer", Set.of("app")),
          entry("io.prometheus", Set.of("app")),
          entry("org.yaml.snakeyaml", Set.of("localmaster", "app")));

  private static Set<String> without(String... rooms) {
    var rest = new java.util.HashSet<>(EVERY_ROOM);
    rest.removeAll(Set.of(rooms));
    return Set.copyOf(rest);
  }

  @Test
  void everyRoomUsesOnlyWhatTheTableAllows() {
    assertThat(violations(house())).isEmpty();
  }

  @Test
  void everyRoomStandsInTheTable() {
    assertThat(house().stream().map(c -> c.getPackageName()).distinct())
        .allSatisfy(
            name ->
                assertThat(name.equals(HOUSE) || room(name).isPresent())
                    .as("%s is a room of the table", name)
                    .isTrue());
  }

  @Test
  void noTwoRoomsUseEachOther() {
    SlicesRuleDefinition.slices()
        .matching(HOUSE + ".(*)..")
        .should()
        .beFreeOfCycles()
        .check(house());
  }

  static Stream<String[]> plantedUses() {
    Stream<String[]> rooms =
        MAY_USE.entrySet().stream()
            .flatMap(
                row ->
                    EVERY_ROOM.stream()
                        .filter(
                            other -> !other.equals(row.getKey()) && !row.getValue().contains(other))
                        .sorted()
                        .map(other -> new String[] {row.getKey(), HOUSE + "." + other}));
    Stream<String[]> libraries =
        LIBRARIES.entrySet().stream()
            .flatMap(
                row ->
                    EVERY_ROOM.stream()
                        .filter(room -> !row.getValue().contains(room))
                        .sorted()
                        .map(room -> new String[] {room, row.getKey()}));
    return Stream.concat(rooms, libraries);
  }

  @Test
  void eachPlantedUseIsFound(@TempDir Path folder) throws IOException {
    List<String[]> uses = plantedUses().toList();
    for (int i = 0; i < uses.size(); i++) {
      plant(folder, uses.get(i)[0] + ".Planted" + i, uses.get(i)[1]);
    }

    List<String> found = violations(new ClassFileImporter().importPath(folder));

    assertThat(uses).hasSizeGreaterThan(LIBRARIES.size() + MAY_USE.size());
    for (int i = 0; i < uses.size(); i++) {
      String planted = HOUSE + "." + uses.get(i)[0] + ".Planted" + i + ".use";
      assertThat(found)
          .as("%s uses %s", uses.get(i)[0], uses.get(i)[1])
          .anyMatch(violation -> violation.contains("<" + planted + ">"));
    }
  }

  private static void plant(Path folder, String name, String forbidden) throws IOException {
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(HOUSE + "." + name),
                c -> c.withField("use", ClassDesc.of(forbidden + ".Used"), ClassFile.ACC_PRIVATE));
    Path file = folder.resolve((HOUSE + "." + name).replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static JavaClasses house() {
    return new ClassFileImporter()
        .importPaths(Path.of("target", "classes"), Path.of("target", "simulator-classes"));
  }

  private static List<String> violations(JavaClasses classes) {
    var found = new ArrayList<String>();
    for (var javaClass : classes) {
      String from = room(javaClass.getPackageName()).orElse("");
      for (var use : javaClass.getDirectDependenciesFromSelf()) {
        String target = use.getTargetClass().getPackageName();
        room(target)
            .filter(
                to ->
                    !to.equals(from)
                        && (from.isEmpty() || !MAY_USE.getOrDefault(from, Set.of()).contains(to)))
            .ifPresent(to -> found.add(use.getDescription()));
        LIBRARIES.forEach(
            (library, rooms) -> {
              boolean uses = target.equals(library) || target.startsWith(library + ".");
              if (uses && !rooms.contains(from)) {
                found.add(use.getDescription());
              }
            });
      }
    }
    return found;
  }

  /// The room a package belongs to: the longest name of the table that it starts with.
  private static Optional<String> room(String packageName) {
    return EVERY_ROOM.stream()
        .filter(
            room -> {
              String full = HOUSE + "." + room;
              return packageName.equals(full) || packageName.startsWith(full + ".");
            })
        .max(Comparator.comparingInt(String::length));
  }
}
