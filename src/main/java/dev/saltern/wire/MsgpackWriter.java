package dev.saltern.wire;

import dev.saltern.job.Data;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Msgpack written into one growing array, each number and length in its shortest form. Confined to
/// one thread.
final class MsgpackWriter {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);
  private static final BigInteger U64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final DataCodec.Spec spec;
  private byte[] out;
  private int size;
  private int depth;

  MsgpackWriter(DataCodec.Spec spec) {
    this(spec, 256);
  }

  /// @param bytesFirst how much is expected
  MsgpackWriter(DataCodec.Spec spec, int bytesFirst) {
    this.spec = spec;
    this.out = new byte[bytesFirst];
  }

  byte[] toBytes() {
    return Arrays.copyOf(out, size);
  }

  /// What was written, not copied: nothing more may be.
  Packed toPacked() {
    return Packed.within(out, 0, size);
  }

  MsgpackWriter value(Data value) {
    switch (value) {
      case Data.Nil _ -> u8(0xc0);
      case Data.Bool(boolean b) -> u8(b ? 0xc3 : 0xc2);
      case Data.Int(long i) -> integer(i);
      case Data.BigInt(BigInteger i) -> bigInteger(i);
      case Data.Real(double d) -> {
        u8(0xcb);
        u64(Double.doubleToRawLongBits(d));
      }
      case Data.Text(String s) -> text(s.getBytes(StandardCharsets.UTF_8));
      case Data.Bytes b -> bytes(b.value());
      case Data.Seq(var items) -> {
        sized(items.size(), 0x90, 16, 0xdc);
        deeper();
        for (Data item : items) {
          value(item);
        }
        depth--;
      }
      case Data.Dict(var entries) -> {
        sized(entries.size(), 0x80, 16, 0xde);
        deeper();
        entries.forEach((k, v) -> value(k).value(v));
        depth--;
      }
      case Data.Ext(byte type, Data.Bytes body) -> ext(type, body.value());
    }
    return this;
  }

  private void deeper() {
    if (++depth > DataCodec.Limits.DEPTH_MAX) {
      throw new IllegalArgumentException(
          "a value of more than " + DataCodec.Limits.DEPTH_MAX + " levels");
    }
  }

  /// Values that are msgpack already.
  MsgpackWriter packed(byte[] in, int from, int end) {
    reserve(end - from);
    System.arraycopy(in, from, out, size, end - from);
    size += end - from;
    return this;
  }

  MsgpackWriter mapHeader(int entries) {
    sized(entries, 0x80, 16, 0xde);
    return this;
  }

  MsgpackWriter text(String s) {
    text(s.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /// Bytes of the spec's kind for bytes: `bin`, or of the `str` family.
  MsgpackWriter bytes(byte[] b) {
    if (spec == DataCodec.Spec.OLD) {
      text(b);
    } else {
      if (b.length <= 0xff) {
        u8(0xc4);
        u8(b.length);
      } else {
        wide(b.length, 0xc5);
      }
      raw(b);
    }
    return this;
  }

  /// Bytes that are a part of what is written, with no header of their own.
  MsgpackWriter raw(byte[] b) {
    reserve(b.length);
    System.arraycopy(b, 0, out, size, b.length);
    size += b.length;
    return this;
  }

  private void text(byte[] utf8) {
    if (utf8.length < 32) {
      u8(0xa0 | utf8.length);
    } else if (utf8.length <= 0xff && spec == DataCodec.Spec.NEW) { // the old spec has no str8
      u8(0xd9);
      u8(utf8.length);
    } else {
      wide(utf8.length, 0xda);
    }
    raw(utf8);
  }

  private void integer(long i) {
    if (i >= 0) {
      if (i < 0x80) {
        u8((int) i);
      } else if (i <= 0xff) {
        u8(0xcc);
        u8((int) i);
      } else if (i <= 0xffff) {
        u8(0xcd);
        u16((int) i);
      } else if (i <= 0xffffffffL) {
        u8(0xce);
        u32((int) i);
      } else {
        u8(0xcf);
        u64(i);
      }
    } else if (i >= -0x20) {
      u8((int) i);
    } else if (i >= Byte.MIN_VALUE) {
      u8(0xd0);
      u8((int) i);
    } else if (i >= Short.MIN_VALUE) {
      u8(0xd1);
      u16((int) i);
    } else if (i >= Integer.MIN_VALUE) {
      u8(0xd2);
      u32((int) i);
    } else {
      u8(0xd3);
      u64(i);
    }
  }

  /// As `salt.payload.dumps`: what msgpack has no integer for goes as decimal text.
  private void bigInteger(BigInteger i) {
    if (i.bitLength() <= 63) {
      integer(i.longValueExact());
    } else if (i.signum() > 0 && i.compareTo(U64_MAX) <= 0) {
      u8(0xcf);
      u64(i.longValue());
    } else {
      text(i.toString());
    }
  }

  private void ext(byte type, byte[] body) {
    switch (body.length) {
      case 1 -> u8(0xd4);
      case 2 -> u8(0xd5);
      case 4 -> u8(0xd6);
      case 8 -> u8(0xd7);
      case 16 -> u8(0xd8);
      default -> {
        if (body.length <= 0xff) {
          u8(0xc7);
          u8(body.length);
        } else {
          wide(body.length, 0xc8);
        }
      }
    }
    u8(type);
    raw(body);
  }

  private void sized(int count, int fix, int fixMax, int code16) {
    if (count < fixMax) {
      u8(fix | count);
    } else {
      wide(count, code16);
    }
  }

  /// A length in 16 bits under `code16`, or in 32 under the code after it.
  private void wide(int length, int code16) {
    if (length <= 0xffff) {
      u8(code16);
      u16(length);
    } else {
      u8(code16 + 1);
      u32(length);
    }
  }

  private void u8(int b) {
    reserve(1);
    out[size++] = (byte) b;
  }

  private void u16(int i) {
    reserve(2);
    SHORT.set(out, size, (short) i);
    size += 2;
  }

  private void u32(int i) {
    reserve(4);
    INT.set(out, size, i);
    size += 4;
  }

  private void u64(long i) {
    reserve(8);
    LONG.set(out, size, i);
    size += 8;
  }

  private void reserve(int more) {
    if (out.length - size < more) {
      out = Arrays.copyOf(out, Math.max(Math.addExact(size, more), size + (size >> 1)));
    }
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }
}
