/// Protocol-true peers on real loopback sockets, scripted and seeded: what the demo shows and the
/// tests stand on. Never part of production.
///
/// A tour, from the outside in. [dev.saltern.simulator.Scenario] sets up a tree in one directory: a
/// [dev.saltern.simulator.FakeMom] above, [dev.saltern.simulator.FakeMaster]s below it as a stock
/// salt-master beside a syndic would be, and [dev.saltern.simulator.FakeMinions] below those. Both
/// masters are a [dev.saltern.simulator.MasterCore]: keys, sockets, and the
/// [dev.saltern.simulator.ServerChannel] that turns a request's bytes into the answer's. What may
/// go wrong on the way is a [dev.saltern.simulator.Fault], planned in
/// [dev.saltern.simulator.Faults].
@NullMarked
package dev.saltern.simulator;

import org.jspecify.annotations.NullMarked;
