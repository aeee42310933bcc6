package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/// What fits into a column.
final class Column {
  /// The characters of `fun`, `user`, `tgt` and the like.
  static final int NAME_MAX = 255;

  /// The characters of `tgt_type`.
  static final int TYPE_MAX = 32;

  /// The characters of `tag`.
  static final int TAG_MAX = 512;

  /// The bytes of a `mediumtext`.
  static final int MEDIUMTEXT_BYTES_MAX = (1 << 24) - 1;

  private Column() {}

  /// The start of `text` that a column of `max` characters holds; never half a character.
  static String cut(String text, int max) {
    if (text.codePointCount(0, text.length()) <= max) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, max));
  }

  /// A value as one line of text: a name as it is, a list comma-joined, anything else as JSON.
  static String name(Data value, int max) {
    String text =
        switch (value) {
          case Data.Text(String s) -> s;
          case Data.Seq(var items) ->
              items.stream().map(i -> name(i, max)).collect(Collectors.joining(","));
          case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _ -> JsonText.write(value);
          case Data.Real _, Data.Bytes _, Data.Dict _, Data.Ext _ -> JsonText.write(value);
        };
    return cut(text, max);
  }

  /// The JSON text of `value`.
  ///
  /// @throws JobCacheRejectedException where it is nested too deep for JSON
  static String json(Data value, String what) throws JobCacheRejectedException {
    try {
      return JsonText.write(value);
    } catch (IllegalArgumentException e) {
      throw new JobCacheRejectedException(what + " cannot be written as JSON", e);
    }
  }

  /// How many bytes `text` has in UTF-8. Encoding it costs a tenth of looking at each character.
  static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// Refuses a key that ends in a blank: the collation takes it for the same without.
  static void requireDistinct(String key, String what) throws JobCacheRejectedException {
    if (key.endsWith(" ")) {
      throw new JobCacheRejectedException(
          what + " ends in a blank, which the job cache cannot tell from the same without",
          new IllegalArgumentException("trailing blank"));
    }
  }
}
