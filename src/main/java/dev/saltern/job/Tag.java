package dev.saltern.job;

import java.util.List;
import java.util.Optional;

/// The tag of an event on a master's bus, such as `salt/job/20261124120000000000/ret/web1`. As long
/// as its master lets it be. Immutable.
public record Tag(String text) {
  /// Its parts between the slashes; one part where it has none.
  public List<String> parts() {
    return List.of(text.split("/", -1));
  }

  /// The job a `salt/job/<jid>/<what>[/...]` tag is about, for that `what`.
  public Optional<Jid> job(String what) {
    List<String> parts = parts();
    boolean matches = parts.size() >= 4 && parts.get(1).equals("job") && parts.get(3).equals(what);
    return matches ? Jid.parse(parts.get(2)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
