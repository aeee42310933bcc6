/// The client side of Salt's two network sockets, and the only room with ZeroMQ.
///
/// In the order a start meets them: a [ChannelContext] for the process; a [ReqChannel] to a
/// master's request port; [SignIn] over it, with our [MinionKey] and what [MasterKeyStore]
/// remembers, which ends in a [SignInAnswer]; its [Session] seals requests and opens answers and
/// publications; a [SubChannel] brings the publications. A channel belongs to the thread that
/// opened it; others reach that thread through its [Wake].
@NullMarked
package dev.saltern.channel;

import org.jspecify.annotations.NullMarked;
