package dev.saltern.wire;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Doubles the way Python's `repr` and so its `json` write them: the shortest digits that read back
/// as the same double, plain from 1e-4 up to 1e16, with an exponent beyond.
final class PythonFloat {
  private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_UP);

  private PythonFloat() {}

  static String repr(double d) {
    if (Double.isNaN(d)) {
      return "NaN";
    } else if (Double.isInfinite(d)) {
      return d > 0 ? "Infinity" : "-Infinity";
    }
    String java = Double.toString(d);
    double size = Math.abs(d);
    if (size == 0 || (size >= 1e-3 && size < 1e7)) {
      return java; // plain in both, and the same
    }
    BigDecimal number = shortest(size);
    String digits = number.unscaledValue().toString();
    int exponent = number.precision() - number.scale() - 1;
    String sign = d < 0 ? "-" : "";
    return sign
        + (exponent >= -4 && exponent < 16
            ? plain(digits, exponent)
            : scientific(digits, exponent));
  }

  /// Java never goes below two digits and so has `4.9E-324` where `5e-324` would do.
  private static BigDecimal shortest(double size) {
    BigDecimal number = new BigDecimal(Double.toString(size)).stripTrailingZeros();
    if (number.precision() == 2) {
      BigDecimal oneDigit = number.round(ONE_DIGIT).stripTrailingZeros();
      if (oneDigit.doubleValue() == size) {
        return oneDigit;
      }
    }
    return number;
  }

  private static String plain(String digits, int exponent) {
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    } else if (digits.length() <= exponent + 1) {
      return digits + "0".repeat(exponent + 1 - digits.length()) + ".0";
    }
    return digits.substring(0, exponent + 1) + "." + digits.substring(exponent + 1);
  }

  private static String scientific(String digits, int exponent) {
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String size = Integer.toString(Math.abs(exponent));
    return mantissa + (exponent < 0 ? "e-" : "e+") + (size.length() < 2 ? "0" : "") + size;
  }
}
