/// Policy, both directions: what of the MoM's publications the local master publishes, what of the
/// local bus is kept, and what of that goes up. The only room that knows `upstream` and
/// `localmaster`.
///
/// Down: [JobForwarder], as far as [Narrowing] lets a job go. What becomes of it at this master:
/// [JobProgress], whose find_jobs and digests [OwnTraffic] tells from all else. From the bus to the
/// journal: [ArrivalSorter]; what the bus did not show: [GapFiller]. Up: [MomForwarder], one a MoM,
/// with [ReturnPolicy] to say which returns and [EventPolicy] which events.
@NullMarked
package dev.saltern.relay;

import org.jspecify.annotations.NullMarked;
