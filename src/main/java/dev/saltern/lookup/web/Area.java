package dev.saltern.lookup.web;

import java.util.List;

/// The parts of the site, as its navigation has them.
enum Area {
  OVERVIEW("Overview", "/"),
  JOBS("Jobs", "/jobs"),
  MINIONS("Minions", "/minions"),
  EVENTS("Events", "/events"),
  STATUS("Status", "/status"),
  /// A page that belongs to none.
  NONE("", "/");

  static final List<Area> SHOWN = List.of(OVERVIEW, JOBS, MINIONS, EVENTS, STATUS);

  private final String title;
  private final String path;

  Area(String title, String path) {
    this.title = title;
    this.path = path;
  }

  String title() {
    return title;
  }

  String path() {
    return path;
  }
}
