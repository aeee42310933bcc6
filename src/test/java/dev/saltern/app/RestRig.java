package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Arrival;
import dev.saltern.job.Data;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.MySqlJobLookup;
import dev.saltern.jobcache.mysql.Origin;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.rest.RestApi;
import dev.saltern.testing.TestDatabase;
import dev.saltern.wire.JsonText;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The REST API over a database of a test class's own.
final class RestRig implements AutoCloseable {
  final TestDatabase database = TestDatabase.migrated();
  final MySqlJobCache writer = new MySqlJobCache(database.config(), new Origin("node1", "master1"));
  final HttpRig http;
  private final MySqlJobLookup reader;

  RestRig() throws Exception {
    this(MySqlConfig.Limits.DEFAULT);
  }

  RestRig(MySqlConfig.Limits limits) throws Exception {
    reader = new MySqlJobLookup(database.config().withLimits(limits));
    var gate = new JobCacheGate(4, Duration.ofSeconds(2), Clock.systemUTC());
    http =
        new HttpRig(
            HttpRig.LOOPBACK,
            HttpLimits.DEFAULT,
            new RestApi(new Lookup(reader), gate, Clock.systemUTC(), 4));
  }

  void write(Arrival... arrivals) throws Exception {
    writer.write(Arrivals.batch(arrivals));
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return http.get(RestApi.PATH + path, headers);
  }

  Data.Dict dict(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return (Data.Dict) JsonText.read(answer.body());
  }

  /// The items of a list.
  List<Data.Dict> items(String path) throws Exception {
    return dict(path).list("items").orElseThrow().stream().map(Data.Dict.class::cast).toList();
  }

  /// One value of each item of all pages of a list.
  List<String> all(String path, String name) throws Exception {
    var found = new ArrayList<String>();
    Optional<String> next = Optional.of(path);
    while (next.isPresent() && found.size() < 10_000) {
      HttpResponse<String> answer = get(next.get());
      ((Data.Dict) JsonText.read(answer.body()))
          .list("items").orElseThrow().stream()
              .map(item -> ((Data.Dict) item).text(name).orElseThrow())
              .forEach(found::add);
      next =
          answer
              .headers()
              .firstValue("link")
              .map(link -> link.replaceFirst("^</api/v1(/.*)>; rel=\"next\"$", "$1"));
    }
    return found;
  }

  @Override
  public void close() throws SQLException {
    http.close();
    reader.close();
    writer.close();
    database.close();
  }
}
