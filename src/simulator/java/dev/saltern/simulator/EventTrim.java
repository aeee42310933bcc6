package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.wire.DataCodec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Cuts an event to the size a bus takes, the way Salt does: values over half of it become the text
/// `VALUE_TRIMMED`, then those over 40 %, and so on. Sizes are those of Python objects, so a list
/// counts by its length alone.
final class EventTrim {
  static final Data TRIMMED = Data.of("VALUE_TRIMMED");
  private static final int PERCENT_FIRST = 50;
  private static final int PERCENT_STEP = 10;
  private static final int BYTES_OBJECT = 33;
  private static final int TEXT_OBJECT = 49;
  private static final int WIDE_TEXT_OBJECT = 73;
  private static final int SEQ_OBJECT = 56;
  private static final int SMALL_OBJECT = 28;

  private EventTrim() {}

  static Data.Dict trimmed(Data.Dict data, int bytesMax) {
    Data.Dict small = data;
    for (int percent = PERCENT_FIRST; percent >= 0; percent -= PERCENT_STEP) {
      if (DataCodec.encode(small, DataCodec.Spec.NEW).length + BYTES_OBJECT <= bytesMax) {
        return small;
      }
      small = without(small, (long) bytesMax * percent / 100);
    }
    return small;
  }

  private static Data.Dict without(Data.Dict dict, long valueMax) {
    Map<Data, Data> kept = new LinkedHashMap<>();
    dict.entries()
        .forEach(
            (key, value) ->
                kept.put(
                    key,
                    value instanceof Data.Dict inner
                        ? without(inner, valueMax)
                        : size(value) > valueMax ? TRIMMED : value));
    return new Data.Dict(kept);
  }

  private static long size(Data value) {
    return switch (value) {
      case Data.Text(String text) ->
          text.chars().allMatch(c -> c < 0x80)
              ? TEXT_OBJECT + text.length()
              : WIDE_TEXT_OBJECT + (long) text.getBytes(StandardCharsets.UTF_16LE).length;
      case Data.Bytes bytes -> BYTES_OBJECT + (long) bytes.value().length;
      case Data.Seq(var items) -> SEQ_OBJECT + 8L * items.size();
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _ -> SMALL_OBJECT;
      case Data.Dict _, Data.Ext _ -> SMALL_OBJECT;
    };
  }
}
