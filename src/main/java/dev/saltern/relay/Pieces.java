package dev.saltern.relay;

import java.util.ArrayList;
import java.util.List;

/// Things in their order, cut where the next one would be too much for one message; one that is too
/// much by itself goes alone. Confined to one thread.
final class Pieces<T> {
  private final Outgoing.Cut cut;
  private final List<List<T>> pieces = new ArrayList<>();
  private long weight;

  Pieces(Outgoing.Cut cut) {
    this.cut = cut;
  }

  void add(T thing, long bytes) {
    if (pieces.isEmpty()
        || weight + bytes > cut.bytes()
        || pieces.getLast().size() >= cut.count()) {
      pieces.add(new ArrayList<>());
      weight = 0;
    }
    pieces.getLast().add(thing);
    weight += bytes;
  }

  List<List<T>> all() {
    return pieces.stream().map(List::copyOf).toList();
  }
}
