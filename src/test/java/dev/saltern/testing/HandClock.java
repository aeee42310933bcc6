package dev.saltern.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock moved by hand. Thread-safe.
public final class HandClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-11-24T12:00:00Z");

  public void forward(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
