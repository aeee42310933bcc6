/// The job cache in MySQL or MariaDB, in the stock returner's tables. The only room with SQL.
///
/// Start reading at [MySqlJobCache]: a batch of arrivals is rendered to rows ([Rows]), written in
/// one transaction ([WriteBatch]) by one class per statement ([UpsertLoads], [UpsertReturns],
/// [UpsertExpected], [UpsertEvents], ..), and counted by what the database says is ours. The way
/// out is [MySqlJobLookup] with one class per question ([SelectJobs], [SelectJob], ..). Admins make
/// and widen the tables: [Migrate], [Partitions]; bring in what others kept: [Import]; and clean
/// up: [Retention].
@NullMarked
package dev.saltern.jobcache.mysql;

import org.jspecify.annotations.NullMarked;
