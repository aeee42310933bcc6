package dev.saltern.jobcache.mysql;

/// Who writes. Immutable.
///
/// @param node the name of this node, unique in the tree: what its rows are counted by
/// @param masterId the id of the local master whose bus we read: part of an event's key, so that
///   two nodes on one master store an event once
public record Origin(String node, String masterId) {
  /// What the columns hold.
  public static final int LENGTH_MAX = 255;

  public Origin {
    if (node.isBlank() || node.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("a node has a name of 1 to " + LENGTH_MAX + " characters");
    }
    if (masterId.isBlank() || masterId.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a master has an id of 1 to " + LENGTH_MAX + " characters");
    }
  }
}
