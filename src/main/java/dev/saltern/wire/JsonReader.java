package dev.saltern.wire;

import dev.saltern.job.Data;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// JSON text as Python's `json.loads` takes it. Thread-safe.
final class JsonReader {
  private static final int DEPTH_MAX = 512;

  /// The most digits Python takes for an integer.
  private static final int DIGITS_MAX = 4300;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(DIGITS_MAX)
                  // Both are bounded by the text, which is in memory already.
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonReader() {}

  static Data read(String json) throws WireException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      Data value = value(parser, parser.nextToken());
      if (parser.nextToken() != null) {
        throw new WireException("expected one JSON value, found another after it");
      }
      return value;
    } catch (JacksonException _) { // its message would show the text
      throw new WireException("expected JSON, found something else");
    }
  }

  private static Data value(JsonParser parser, @Nullable JsonToken token) throws WireException {
    return switch (token) {
      case null -> throw new WireException("expected JSON, found its end");
      case START_OBJECT -> {
        Map<Data, Data> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          Data key = text(parser.currentName());
          entries.put(key, value(parser, parser.nextToken()));
        }
        yield new Data.Dict(entries);
      }
      case START_ARRAY -> {
        var items = new ArrayList<Data>();
        for (var t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
          items.add(value(parser, t));
        }
        yield new Data.Seq(items);
      }
      case VALUE_STRING -> text(parser.getString());
      case VALUE_NUMBER_INT -> Data.of(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> new Data.Real(parser.getDoubleValue());
      case VALUE_TRUE -> new Data.Bool(true);
      case VALUE_FALSE -> new Data.Bool(false);
      case VALUE_NULL -> Data.Nil.NIL;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new WireException("expected a JSON value, found " + token);
    };
  }

  /// Half a surrogate pair, which JSON can escape but UTF-8 cannot hold, becomes U+FFFD.
  private static Data.Text text(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (Character.isSurrogate(c)) {
        int point = s.codePointAt(i);
        if (point == c) {
          return new Data.Text(withoutHalves(s));
        }
        i++;
      }
    }
    return new Data.Text(s);
  }

  private static String withoutHalves(String s) {
    return s.codePoints()
        .map(p -> p >= Character.MIN_SURROGATE && p <= Character.MAX_SURROGATE ? 0xFFFD : p)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
