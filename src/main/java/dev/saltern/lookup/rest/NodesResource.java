package dev.saltern.lookup.rest;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.NodeLookup.Node;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.Page;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;

/// `/nodes`: all of them at once, for there are few.
final class NodesResource {
  private final Lookup lookup;
  private final JobCacheGate gate;

  NodesResource(Lookup lookup, JobCacheGate gate) {
    this.lookup = lookup;
    this.gate = gate;
  }

  List<Route> routes() {
    return List.of(Route.one("/nodes", this::list));
  }

  private void list(ServerRequest request, Parameters parameters, ServerResponse response)
      throws JobCacheGate.BusyException, JobCacheUnavailableException {
    List<Node> nodes = gate.<List<Node>, RuntimeException>ask(() -> lookup.nodes());
    Answer.changing(
        request, response, Answer.list(new Page<>(nodes, Optional.empty()), RestFields::node));
  }
}
