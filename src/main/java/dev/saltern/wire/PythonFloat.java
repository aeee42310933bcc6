package dev.saltern.wire;

import java.math.BigDecimal;

/// Doubles the way Python's `repr` and so its `json` write them: the shortest digits that read back
/// as the same double, plain from 1e-4 up to 1e16, with an exponent beyond.
final class PythonFloat {
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
    var number = new BigDecimal(Double.toString(size)).stripTrailingZeros();
    String digits = shortest(number.unscaledValue().toString(), number.scale(), size);
    int exponent = number.precision() - number.scale() - 1;
    if (digits.length() == number.precision() + 1) {
      exponent++; // rounded up to the next power of ten
      digits = "1";
    }
    String sign = d < 0 ? "-" : "";
    return sign
        + (exponent >= -4 && exponent < 16
            ? plain(digits, exponent)
            : scientific(digits, exponent));
  }

  /// Java never goes below two digits and so writes `4.9E-324` where `5e-324` would do.
  private static String shortest(String digits, int scale, double size) {
    if (digits.length() == 2) {
      int rounded = (Integer.parseInt(digits) + 5) / 10;
      if (Double.parseDouble(rounded + "e" + (1 - scale)) == size) {
        return rounded == 10 ? "100" : Integer.toString(rounded);
      }
    }
    return digits;
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
