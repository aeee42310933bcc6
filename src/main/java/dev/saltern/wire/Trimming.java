package dev.saltern.wire;

import dev.saltern.job.Data;
import java.nio.charset.StandardCharsets;

/// What Salt's event bus leaves of a value that is too big for it: `VALUE_TRIMMED`, in place of
/// values of nested maps, never of items of lists (`trim_dict` in salt/utils/dicttrim.py).
public final class Trimming {
  private static final String TEXT = "VALUE_TRIMMED";
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);

  /// In place of a value.
  public static final Data STAND_IN = new Data.Text(TEXT);

  private Trimming() {}

  /// Whether something was cut out of a value; it is opened only where that may be.
  public static boolean isCut(Packed value) throws WireException {
    return value.mentions(BYTES) && isCut(value.open());
  }

  /// Whether something was cut out of a value.
  public static boolean isCut(Data value) {
    return value.equals(STAND_IN)
        || (value instanceof Data.Dict dict
            && dict.entries().values().stream().anyMatch(Trimming::isCut));
  }
}
