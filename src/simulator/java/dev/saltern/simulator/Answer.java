package dev.saltern.simulator;

import dev.saltern.job.Data;

/// What a master's function answers, and how that travels. Immutable.
sealed interface Answer {
  /// Nothing: what most functions answer.
  Answer NOTHING = new Sealed(Data.Nil.NIL);

  /// Under the key the request was under.
  record Sealed(Data value) implements Answer {}

  /// Under a fresh key that only the client can read, signed: the pillar.
  record Private(String key, Data value) implements Answer {}
}
