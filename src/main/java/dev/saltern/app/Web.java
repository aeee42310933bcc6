package dev.saltern.app;

import dev.saltern.jobcache.mysql.MySqlJobLookup;
import java.io.IOException;

/// The job cache over HTTP as `saltern web` serves it: the REST API and the dashboard.
public final class Web implements AutoCloseable {
  private final MySqlJobLookup jobCache;
  private final HttpServer server;

  private Web(MySqlJobLookup jobCache, HttpServer server) {
    this.jobCache = jobCache;
    this.server = server;
  }

  /// Listens where `web.*` of a configuration says. MySQL that is away stops nothing.
  ///
  /// @throws ConfigException with every problem of `web.*`
  /// @throws IOException where it cannot listen there
  public static Web start(NodeConfig config) throws ConfigException, IOException {
    WebConfig settings = WebConfig.of(config);
    var jobCache = new MySqlJobLookup(settings.mysql());
    boolean started = false;
    try {
      var requests = new RequestMetrics();
      var server =
          HttpServer.start(
              settings.http(), requests, WebCommand.features(settings, requests, jobCache));
      started = true;
      return new Web(jobCache, server);
    } finally {
      if (!started) {
        jobCache.close();
      }
    }
  }

  /// The address of its first page.
  public String url() {
    return server.url();
  }

  @Override
  public void close() {
    server.close();
    jobCache.close();
  }
}
