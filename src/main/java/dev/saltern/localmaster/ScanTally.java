package dev.saltern.localmaster;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What reading a job directory came across. Confined to one thread; [#counts] is a copy.
final class ScanTally {
  private static final Logger log = LoggerFactory.getLogger(ScanTally.class);

  private final BiConsumer<Path, String> told;
  private long jobs;
  private long changed;
  private long arrivals;
  private long broken;
  private long foreign;
  private Optional<String> firstBroken = Optional.empty();

  ScanTally() {
    this((_, _) -> {});
  }

  /// @param told of each file that holds no value, and why
  ScanTally(BiConsumer<Path, String> told) {
    this.told = told;
  }

  void job() {
    jobs++;
  }

  void changed() {
    changed++;
  }

  void arrival() {
    arrivals++;
  }

  void broken(Path file, String why) {
    broken++;
    if (firstBroken.isEmpty()) {
      firstBroken = Optional.of(file + ": " + why);
    }
    told.accept(file, why);
    log.atDebug().log("no value in {}: {}", file, why);
  }

  /// The first file that holds no value, and why.
  Optional<String> firstBroken() {
    return firstBroken;
  }

  void foreign() {
    foreign++;
  }

  ScanCounts counts() {
    return new ScanCounts(jobs, changed, arrivals, broken, foreign);
  }
}
