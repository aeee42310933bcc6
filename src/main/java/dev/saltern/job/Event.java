package dev.saltern.job;

/// An event of the local master's bus that is no return and no load. Immutable.
///
/// @param data what it carries, with `_stamp` as the bus has it
public record Event(Tag tag, Data.Dict data) implements Arrival {
  /// The bus time stamp, `YYYY-mm-ddTHH:MM:SS.ffffff` UTC; empty where there is none.
  public String stamp() {
    return data.text("_stamp").orElse("");
  }
}
