package dev.saltern.jobcache;

import dev.saltern.job.Data;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// All of a return, as it is kept: in its row, or in parts where it is too big for that.
public sealed interface ReturnBody {
  /// The whole return load as one JSON text in UTF-8. The bytes are not copied: nobody changes
  /// them.
  ///
  /// @param from where in it the value of `return` begins
  /// @param to where that ends; `from` where the load has none, which says `null`
  record Whole(byte[] json, int from, int to) implements ReturnBody {
    public Whole {
      if (from < 0 || to < from || to > json.length) {
        throw new IllegalArgumentException(
            "expected a slice of " + json.length + " bytes, found " + from + " to " + to);
      }
    }
  }

  /// Its JSON, gzip, in parts, and what the row says instead.
  ///
  /// @param parts in order, each at most [#PART_BYTES_MAX]
  /// @param jsonBytes how many bytes of JSON they hold
  /// @param standIn the load with what [#standIn] makes of it
  record Parts(List<byte[]> parts, long jsonBytes, Whole standIn) implements ReturnBody {
    public static final int PART_BYTES_MAX = 1 << 20;

    public Parts {
      parts = List.copyOf(parts);
    }
  }

  /// The keys of a return load that stay in the row beside the stand-in.
  List<String> KEPT = List.of("jid", "id", "fun", "retcode", "success", "out", "_stamp");

  /// What a row says instead of `full`, of so many bytes of JSON.
  static Data.Dict standIn(Data.Dict full, long jsonBytes) {
    Data.Dict small = Data.Dict.EMPTY;
    for (String key : KEPT) {
      Optional<Data> value = full.get(key);
      if (value.isPresent()) {
        small = small.with(key, value.get());
      }
    }
    return small.with(
        "return", new Data.Text(jsonBytes + " bytes of JSON, kept in salt_return_body"));
  }

  /// JSON as the parts of a body.
  static List<byte[]> compressed(byte[] json) {
    var parts = new PartsOutput();
    try (OutputStream gzip = new GZIPOutputStream(parts)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return parts.parts();
  }
}
