package dev.saltern.returner;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Source;
import dev.saltern.wire.Packed;
import dev.saltern.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Records as the spool keeps them; the first byte is the version. A newer Saltern reads what an
/// older one wrote. Thread-safe.
///
/// - version 1: an opened arrival, see [ArrivalCodec]; returns of before too
/// - version 2: a return. Its header is the byte 2 (a return), a byte for the source (10 trimmed,
///   20 stock, 30 directory, 40 bus), a byte for success (0 or 1), the retcode in 8 bytes, then
///   jid, minion, fun, master_id and stamp, each a length in 4 bytes and UTF-8; numbers are
///   big-endian. Behind it stands the body, msgpack as it came, to the end
final class RecordCodec {
  private static final byte VERSION = 2;
  private static final int FIXED_BYTES = 1 + 1 + 1 + 1 + Long.BYTES;

  private RecordCodec() {}

  static byte[] encode(JournalRecord record) {
    return switch (record) {
      case JournalRecord.Answer answer -> encode(answer);
      case JournalRecord.Opened opened -> ArrivalCodec.encode(opened.arrival());
    };
  }

  private static byte[] encode(JournalRecord.Answer answer) {
    JournalRecord.Told told = answer.told();
    byte[][] texts = {
      utf8(answer.jid().text()),
      utf8(answer.minion().text()),
      utf8(told.fun()),
      utf8(told.masterId()),
      utf8(told.stamp())
    };
    int header = FIXED_BYTES;
    for (byte[] text : texts) {
      header += Integer.BYTES + text.length;
    }
    byte[] bytes = new byte[Math.addExact(header, answer.body().length())];
    ByteBuffer to = ByteBuffer.wrap(bytes);
    to.put(VERSION).put((byte) Kind.RETURN.label()).put(code(answer.source()));
    to.put((byte) (told.success() ? 1 : 0)).putLong(told.retcode());
    for (byte[] text : texts) {
      to.putInt(text.length).put(text);
    }
    answer.body().copyTo(bytes, header);
    return bytes;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The record that `bytes` are; a body in it is not looked at, and shares them.
  ///
  /// @throws WireException where they are none, or of a version we do not know
  static JournalRecord decode(byte[] bytes) throws WireException {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      return JournalRecord.of(ArrivalCodec.decode(bytes));
    }
    ByteBuffer from = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    require(from, FIXED_BYTES - 1);
    int kind = from.get();
    if (kind != Kind.RETURN.label()) {
      throw new WireException("expected a return in a record of version 2, found kind " + kind);
    }
    Source source = source(from.get());
    boolean success = from.get() != 0;
    long retcode = from.getLong();
    String jid = text(from);
    String minion = text(from);
    var told = new JournalRecord.Told(text(from), retcode, success, text(from), text(from));
    return new JournalRecord.Answer(
        Jid.parse(jid).orElseThrow(() -> new WireException("expected a jid in a record")),
        MinionId.parse(minion)
            .orElseThrow(() -> new WireException("expected a minion id in a record")),
        source,
        told,
        Packed.within(bytes, from.position(), bytes.length));
  }

  private static String text(ByteBuffer from) throws WireException {
    require(from, Integer.BYTES);
    int length = from.getInt();
    require(from, length);
    String text =
        new String(
            from.array(), from.arrayOffset() + from.position(), length, StandardCharsets.UTF_8);
    from.position(from.position() + length);
    return text;
  }

  private static void require(ByteBuffer from, int bytes) throws WireException {
    if (bytes < 0 || bytes > from.remaining()) {
      throw new WireException(
          "expected " + bytes + " bytes in a record, found " + from.remaining());
    }
  }

  private static byte code(Source source) {
    return switch (source) {
      case TRIMMED -> 10;
      case STOCK -> 20;
      case DIRECTORY -> 30;
      case BUS -> 40;
    };
  }

  private static Source source(int code) throws WireException {
    return switch (code) {
      case 10 -> Source.TRIMMED;
      case 20 -> Source.STOCK;
      case 30 -> Source.DIRECTORY;
      case 40 -> Source.BUS;
      default -> throw new WireException("expected a source in a record, found " + code);
    };
  }
}
