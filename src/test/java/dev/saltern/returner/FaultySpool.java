package dev.saltern.returner;

import dev.saltern.spool.Letters;
import dev.saltern.spool.Notes;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A real spool whose disk can be full. Thread-safe.
final class FaultySpool implements Spool {
  private final Spool real;
  private volatile boolean broken;

  FaultySpool(Spool real) {
    this.real = real;
  }

  void broken(boolean now) {
    broken = now;
  }

  private void disk() throws SpoolException {
    if (broken) {
      throw new SpoolException("disk full");
    }
  }

  @Override
  public long append(List<Item> records) throws SpoolException {
    disk();
    return real.append(records);
  }

  @Override
  public List<Entry> read(long position, int limit, long bytesMax) throws SpoolException {
    return real.read(position, limit, bytesMax);
  }

  @Override
  public long oldestAfter(long position) throws SpoolException {
    return real.oldestAfter(position);
  }

  @Override
  public long open(String reader, Policy policy) throws SpoolException {
    return real.open(reader, policy);
  }

  @Override
  public void advance(String reader, Step step) throws SpoolException {
    disk();
    real.advance(reader, step);
  }

  @Override
  public void forget(String reader) throws SpoolException {
    real.forget(reader);
  }

  @Override
  public void expire() throws SpoolException {
    real.expire();
  }

  @Override
  public Stats stats() throws SpoolException {
    return real.stats();
  }

  @Override
  public Map<Integer, Long> labels(long position) throws SpoolException {
    return real.labels(position);
  }

  @Override
  public Map<String, Long> counters() throws SpoolException {
    return real.counters();
  }

  @Override
  public Optional<Loss> loss() throws SpoolException {
    return real.loss();
  }

  @Override
  public void lossHandled() throws SpoolException {
    real.lossHandled();
  }

  @Override
  public Optional<String> displaced() {
    return real.displaced();
  }

  @Override
  public Notes notes() {
    return real.notes();
  }

  @Override
  public Letters letters() {
    return real.letters();
  }

  @Override
  public void close() {
    real.close();
  }
}
