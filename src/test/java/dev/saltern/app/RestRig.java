package dev.saltern.app;

import dev.saltern.job.Arrival;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.MySqlJobLookup;
import dev.saltern.jobcache.mysql.Origin;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.rest.RestApi;
import dev.saltern.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

/// The REST API over a database of a test class's own.
final class RestRig implements AutoCloseable {
  final TestDatabase database = TestDatabase.migrated();
  final MySqlJobCache writer = new MySqlJobCache(database.config(), new Origin("node1", "master1"));
  final HttpRig http;
  private final MySqlJobLookup reader = new MySqlJobLookup(database.config());

  RestRig() throws Exception {
    var gate = new JobCacheGate(4, Duration.ofSeconds(2), Clock.systemUTC());
    http =
        new HttpRig(
            HttpRig.LOOPBACK,
            HttpLimits.DEFAULT,
            new RestApi(new Lookup(reader), gate, Clock.systemUTC()));
  }

  void write(Arrival... arrivals) throws Exception {
    writer.write(Arrivals.batch(arrivals));
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return http.get(RestApi.PATH + path, headers);
  }

  @Override
  public void close() throws SQLException {
    http.close();
    reader.close();
    writer.close();
    database.close();
  }
}
