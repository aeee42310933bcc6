package dev.saltern.localmaster;

import dev.saltern.wire.DataCodec;
import dev.saltern.wire.Packed;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;

/// One msgpack file of a job directory, as it was found. Immutable.
sealed interface Piece {
  /// What the file holds, looked through and not opened.
  record Value(Packed packed) implements Piece {}

  /// No such file: never written, or deleted while we looked.
  record Missing() implements Piece {}

  /// No value: half written (the master writes `.load.p` in place), cut by a crash, or too big.
  record Broken(String why) implements Piece {}

  /// Reads a file of at most `limits.bytesMax()` bytes.
  ///
  /// @throws IOException where it is there and cannot be read
  static Piece read(Path file, DataCodec.Limits limits) throws IOException {
    byte[] bytes;
    try (SeekableByteChannel in = Files.newByteChannel(file)) {
      long size = in.size();
      if (size > limits.bytesMax()) {
        return new Broken(
            "%d bytes; with this heap (SALTERN_HEAP) at most %d are read"
                .formatted(size, limits.bytesMax()));
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) size);
      while (buffer.hasRemaining() && in.read(buffer) >= 0) {}
      bytes =
          buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
    } catch (NoSuchFileException | NotDirectoryException _) {
      return new Missing();
    }
    if (bytes.length == 0) {
      return new Broken("empty");
    }
    try {
      return new Value(Packed.of(bytes, 0, bytes.length, limits));
    } catch (WireException e) {
      return new Broken(String.valueOf(e.getMessage()));
    }
  }
}
