package dev.saltern.jobcache;

/// How a job cache wants its entries rendered.
///
/// @param masterId the id of the local master whose bus is read: part of an event's key, so that
///   two nodes on one master store an event once
/// @param returnBytesMax over how many bytes of JSON a return is kept in parts
public record EntryForm(String masterId, int returnBytesMax) {
  public EntryForm {
    if (returnBytesMax < 1) {
      throw new IllegalArgumentException("expected a bound in bytes, found " + returnBytesMax);
    }
  }
}
