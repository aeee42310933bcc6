package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// All of a return that is too big for its row: its `full_ret` JSON, gzip, in parts.
///
/// @param parts in order, each at most [#PART_BYTES_MAX]
/// @param jsonBytes how many bytes of JSON they hold
record ReturnBody(List<byte[]> parts, long jsonBytes) {
  static final int PART_BYTES_MAX = 1 << 20;

  /// The keys of a return load that stay in the row beside the stand-in.
  private static final List<String> KEPT =
      List.of("jid", "id", "fun", "retcode", "success", "out", "_stamp");

  ReturnBody {
    parts = List.copyOf(parts);
  }

  static ReturnBody of(String fullJson) {
    byte[] json = fullJson.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    byte[] all = compressed.toByteArray();
    List<byte[]> parts = new ArrayList<>();
    for (int from = 0; from < all.length; from += PART_BYTES_MAX) {
      parts.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + PART_BYTES_MAX)));
    }
    return new ReturnBody(parts, json.length);
  }

  /// What the column `return` says instead.
  Data.Dict standIn() {
    return Data.dict("return", text());
  }

  /// What the column `full_ret` says instead of `full`.
  Data.Dict standIn(Data.Dict full) {
    Data.Dict small = Data.Dict.EMPTY;
    for (String key : KEPT) {
      Optional<Data> value = full.get(key);
      if (value.isPresent()) {
        small = small.with(key, value.get());
      }
    }
    return small.with("return", new Data.Text(text()));
  }

  private String text() {
    return jsonBytes + " bytes of JSON, kept in salt_return_body";
  }

  /// The return load the parts are.
  ///
  /// @throws WireException where they are not what [#of] made: one is missing or damaged
  static Data.Dict read(List<byte[]> parts) throws WireException {
    List<InputStream> streams = new ArrayList<>();
    parts.forEach(part -> streams.add(new ByteArrayInputStream(part)));
    try (var gzip =
        new GZIPInputStream(new SequenceInputStream(Collections.enumeration(streams)))) {
      String json = new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
      if (JsonText.read(json) instanceof Data.Dict full) {
        return full;
      }
      throw new WireException("expected a map in salt_return_body");
    } catch (IOException e) {
      throw new WireException("expected gzip in salt_return_body", e);
    }
  }
}
