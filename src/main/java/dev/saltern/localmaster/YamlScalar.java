package dev.saltern.localmaster;

import dev.saltern.job.Data;
import java.math.BigInteger;
import java.util.Locale;
import org.yaml.snakeyaml.nodes.Tag;

/// A YAML 1.1 scalar as the value Salt's loader makes of it.
final class YamlScalar {
  private YamlScalar() {}

  /// @throws NumberFormatException where a tag claims a number and the text is none
  static Data of(Tag tag, String text) {
    if (tag.equals(Tag.NULL)) {
      return Data.Nil.NIL;
    }
    if (tag.equals(Tag.BOOL)) {
      // The resolver has matched the whole word already.
      String word = text.toLowerCase(Locale.ROOT);
      return new Data.Bool(word.equals("yes") || word.equals("true") || word.equals("on"));
    }
    if (tag.equals(Tag.INT)) {
      return Data.of(integer(text));
    }
    if (tag.equals(Tag.FLOAT)) {
      return new Data.Real(real(text));
    }
    return new Data.Text(text);
  }

  private static BigInteger integer(String text) {
    String digits = text.replace("_", "");
    boolean signed = digits.startsWith("-") || digits.startsWith("+");
    boolean negative = digits.startsWith("-");
    if (!signed && !digits.startsWith("0b") && !digits.startsWith("0x")) {
      // Salt strips leading zeros before the value is taken for an octal number.
      digits = digits.replaceFirst("^0+(?=.)", "");
    }
    String body = signed ? digits.substring(1) : digits;
    BigInteger value = magnitude(body);
    return negative ? value.negate() : value;
  }

  private static BigInteger magnitude(String body) {
    if (body.startsWith("0b")) {
      return new BigInteger(body.substring(2), 2);
    }
    if (body.startsWith("0x")) {
      return new BigInteger(body.substring(2), 16);
    }
    if (body.contains(":")) {
      BigInteger sum = BigInteger.ZERO;
      for (String part : body.split(":", -1)) {
        sum = sum.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
      }
      return sum;
    }
    return body.length() > 1 && body.startsWith("0")
        ? new BigInteger(body.substring(1), 8)
        : new BigInteger(body);
  }

  private static double real(String text) {
    String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
    String body = digits.startsWith("+") ? digits.substring(1) : digits;
    return switch (body) {
      case ".inf" -> Double.POSITIVE_INFINITY;
      case "-.inf" -> Double.NEGATIVE_INFINITY;
      case ".nan" -> Double.NaN;
      default -> body.contains(":") ? sexagesimal(body) : Double.parseDouble(body);
    };
  }

  private static double sexagesimal(String body) {
    boolean negative = body.startsWith("-");
    double sum = 0;
    for (String part : (negative ? body.substring(1) : body).split(":", -1)) {
      sum = sum * 60 + Double.parseDouble(part);
    }
    return negative ? -sum : sum;
  }
}
