/// `saltern drill`: a seeded tree of real nodes under faults and hostile minions, and the audit at
/// its end.
///
/// [dev.saltern.demo.drill.DrillCommand] reads the options into a
/// [dev.saltern.demo.drill.DrillPlan], of which [dev.saltern.demo.drill.Schedule] makes what
/// happens when. [dev.saltern.demo.drill.DrillTree] is the world it happens to,
/// [dev.saltern.demo.drill.DrillRun] lets it happen, and [dev.saltern.demo.drill.Audit] compares
/// what [dev.saltern.demo.drill.SentByMinions] noted with the tables.
@NullMarked
package dev.saltern.demo.drill;

import org.jspecify.annotations.NullMarked;
