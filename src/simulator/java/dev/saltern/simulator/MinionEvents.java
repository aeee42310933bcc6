package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.job.Tag;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// The events a master makes of one `_minion_event` from below.
final class MinionEvents {
  /// Tags a newer master keeps to itself.
  private static final List<Glob> KEPT =
      Stream.of(
              "salt/job/*/publish",
              "salt/job/*/new",
              "salt/job/*/return",
              "salt/key",
              "salt/cloud/*",
              "salt/run/*",
              "salt/cluster/*",
              "salt/wheel/*/new",
              "salt/wheel/*/return")
          .map(Glob::new)
          .toList();

  private MinionEvents() {}

  /// Fires what the load says; false where it says nothing a master understands.
  static boolean fire(Data.Dict load, SaltRelease release, BiConsumer<Tag, Data.Dict> bus) {
    Optional<List<Data>> events = load.list("events");
    if (load.get("id").isEmpty()) {
      return false;
    }
    if (events.isEmpty()) {
      Optional<String> tag = load.text("tag");
      tag.filter(_ -> load.get("data").isPresent()).ifPresent(t -> bus.accept(new Tag(t), load));
      return tag.isPresent();
    }
    Optional<String> pretag = load.text("pretag");
    for (Data item : events.get()) {
      if (item instanceof Data.Dict event && event.text("tag").isPresent()) {
        String tag = event.text("tag").get();
        if (release.sessionKeys() && KEPT.stream().anyMatch(glob -> glob.matches(tag))) {
          continue;
        }
        Data.Dict data = event.get("data").isPresent() ? event.dict("data").orElse(event) : event;
        bus.accept(new Tag(tag), data);
        pretag.ifPresent(p -> bus.accept(new Tag(p + "/" + tag), data));
      }
    }
    return true;
  }
}
