package dev.saltern.lookup.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.lookup.FakeJobLookup;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.Lookup;
import dev.saltern.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The OpenAPI file against the routes there are.
class OpenApiTest {
  @Test
  void itHasEveryPathAndEveryParameterOfIt() throws Exception {
    var api =
        new RestApi(
            new Lookup(new FakeJobLookup()),
            new JobCacheGate(1, Duration.ZERO, Clock.systemUTC()),
            Clock.systemUTC(),
            1);
    Map<String, Set<String>> served = new TreeMap<>();
    api.routes().forEach(r -> served.put(r.path(), new TreeSet<>(r.parameters())));

    assertThat(documented()).isEqualTo(served);
  }

  private static Map<String, Set<String>> documented() throws Exception {
    Data.Dict document = document();
    Map<String, Set<String>> documented = new TreeMap<>();
    document
        .dict("paths")
        .orElseThrow()
        .entries()
        .forEach(
            (path, item) -> {
              var names = new TreeSet<String>();
              Data.Dict get = ((Data.Dict) item).dict("get").orElseThrow();
              for (Data parameter : get.list("parameters").orElse(List.of())) {
                Data.Dict resolved = resolved(document, (Data.Dict) parameter);
                if (resolved.text("in").orElseThrow().equals("query")) {
                  names.add(resolved.text("name").orElseThrow());
                }
              }
              documented.put(path.asText().orElseThrow(), names);
            });
    return documented;
  }

  private static Data.Dict resolved(Data.Dict document, Data.Dict parameter) {
    return parameter
        .text("$ref")
        .map(
            ref ->
                document
                    .dict("components")
                    .flatMap(c -> c.dict("parameters"))
                    .flatMap(p -> p.dict(ref.substring(ref.lastIndexOf('/') + 1)))
                    .orElseThrow())
        .orElse(parameter);
  }

  static Data.Dict document() throws Exception {
    try (var in =
        Objects.requireNonNull(OpenApi.class.getResourceAsStream("openapi.json"), "the file")) {
      return (Data.Dict) JsonText.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
