package dev.saltern.lookup.rest;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobCacheGate;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;

/// A path and what answers there. Immutable.
///
/// @param path below [RestApi#PATH], with its parameters in braces
/// @param parameters the query parameters it takes
record Route(String path, List<String> parameters, Resource resource) {
  Route {
    parameters = List.copyOf(parameters);
  }

  /// Something that answers a request.
  @FunctionalInterface
  interface Resource {
    void answer(ServerRequest request, Parameters parameters, ServerResponse response)
        throws ProblemException,
            BadFilterException,
            JobCacheGate.BusyException,
            JobCacheUnavailableException;
  }

  /// One thing.
  static Route one(String path, Resource resource) {
    return new Route(path, List.of(), resource);
  }

  /// A list, read in pages.
  static Route list(String path, List<String> filters, Resource resource) {
    List<String> parameters = new ArrayList<>(filters);
    parameters.add(NextPage.PARAMETER);
    return new Route(path, parameters, resource);
  }
}
