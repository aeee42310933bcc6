/// The REST API, `/api/v1`: read only, over the same nouns and filters as the commands.
///
/// [RestApi] has the routes, in one list. Each is answered by a resource (such as [JobsResource]):
/// [Parameters] checks what was asked, [dev.saltern.lookup.Lookup] is asked through the
/// [dev.saltern.lookup.JobCacheGate], [Answer] is written. What goes wrong is a [Problem].
@NullMarked
package dev.saltern.lookup.rest;

import org.jspecify.annotations.NullMarked;
