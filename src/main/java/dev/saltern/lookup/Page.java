package dev.saltern.lookup;

import java.util.List;
import java.util.Optional;

/// One page of a list.
///
/// @param next the token of the next page; nothing where this is the last
public record Page<T>(List<T> items, Optional<String> next) {
  public Page {
    items = List.copyOf(items);
  }
}
