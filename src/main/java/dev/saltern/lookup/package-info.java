/// Finding what was kept: one way to ask, for the command line, REST and the pages alike.
///
/// A request is text (options, query parameters). [JobFilter] turns it into a query, with
/// [TimeRange] for its times and [PageToken] for where it goes on; [JobRef] is the job meant. What
/// does not parse is a [BadFilterException] that names the parameter. [Lookup] asks the job cache;
/// [JobRows] walks over the minions of one job, a page at a time. [JobFields] has the names of what
/// is shown.
@NullMarked
package dev.saltern.lookup;

import org.jspecify.annotations.NullMarked;
