package dev.saltern.wire;

import dev.saltern.job.Tag;

/// An event of a master's bus whose data is not opened. Immutable.
///
/// @param data the map it carries, as it came
/// @param head the fields of it that tell what it is
public record BusEvent(Tag tag, Packed data, PackedFields head) {
  private static final PackedFields.Names HEAD =
      PackedFields.Names.of(
          "__peer_id",
          "_stamp",
          "jid",
          "id",
          "fun",
          "return",
          "retcode",
          "success",
          "master_id",
          "minions");

  /// The event with that data.
  ///
  /// @throws WireException where the data is no map
  public static BusEvent of(Tag tag, Packed data) throws WireException {
    return new BusEvent(tag, data, data.fields(HEAD));
  }

  /// The event with its data opened.
  public EventFrame open() throws WireException {
    return new EventFrame(tag, data.openDict());
  }
}
