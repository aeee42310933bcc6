package dev.saltern.channel;

import java.util.List;

/// What a [SubChannel] has to tell.
public sealed interface Received {
  /// A message, by its frames (at most [Link#PARTS_MAX] and one; longer ones are cut).
  record Message(List<byte[]> frames) implements Received {
    public Message {
      frames = List.copyOf(frames);
    }
  }

  /// A change of the connection, or the end of the wait.
  enum Notice implements Received {
    /// The publisher shook hands: what it sends from now on arrives.
    UP,
    /// The connection is gone, and with it what is published until there is another. ZeroMQ tries
    /// for one, except after a peer that broke its protocol: better open a new channel.
    DOWN,
    /// Somebody rang.
    WOKEN,
    /// Nothing within the time.
    SILENCE
  }
}
