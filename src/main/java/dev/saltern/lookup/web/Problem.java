package dev.saltern.lookup.web;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Why a page is not to be had, and where to go.
///
/// @param since since when, where it is the job cache that does not answer
record Problem(Shell shell, String title, String text, Moment since, String href, String link) {
  static Answer notFound(Area area, String title, String text) {
    return answer(404, area, title, text, Moment.UNKNOWN, area.path(), back(area));
  }

  static Answer badRequest(String text) {
    return answer(
        400, Area.NONE, "This address is not understood", text, Moment.UNKNOWN, "/", "Overview");
  }

  /// @param since since when nothing was answered
  /// @param here where to try again
  static Answer unreachable(Optional<Instant> since, String here) {
    return answer(
        503,
        Area.NONE,
        "The job cache cannot be reached",
        "MySQL does not answer. Nothing is lost: the nodes keep what arrives in their spools.",
        Moment.of(since),
        here,
        "Try again");
  }

  static Answer busy(String here) {
    return answer(
        503,
        Area.NONE,
        "Too much at a time",
        "Every connection to the job cache is taken. Come again in a moment.",
        Moment.UNKNOWN,
        here,
        "Try again");
  }

  private static Answer answer(
      int status, Area area, String title, String text, Moment since, String href, String link) {
    return Templates.page(
        status,
        "problem.jte",
        new Problem(Shell.of(title, area, "", ""), title, text, since, href, link));
  }

  private static String back(Area area) {
    return area == Area.NONE ? "Overview" : "All " + area.title().toLowerCase(Locale.ROOT);
  }
}
