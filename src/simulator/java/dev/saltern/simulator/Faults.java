package dev.saltern.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// The plan of what goes wrong at one simulated master. Thread-safe.
///
/// A fault is planned for a command (`_auth`, `_syndic_return`, ..), or for every request. The
/// first plan that fits a request is used; a plan that has run out is gone.
public final class Faults {
  private static final String ANY = "*";

  private final List<Plan> plans = new ArrayList<>();
  private final List<Fault.OfPublication> publications = new ArrayList<>();

  /// @param left how often it still happens
  private record Plan(String cmd, Fault.OfReply fault, int left, double chance, Random random) {
    boolean fits(String asked) {
      return cmd.equals(ANY) || cmd.equals(asked);
    }
  }

  /// The next `times` requests with this command meet `fault`.
  public synchronized Faults next(String cmd, int times, Fault.OfReply fault) {
    plans.add(new Plan(cmd, fault, times, 1, new Random(0)));
    return this;
  }

  /// The next request with this command meets `fault`.
  public Faults next(String cmd, Fault.OfReply fault) {
    return next(cmd, 1, fault);
  }

  /// Every request meets `fault` until [#clear].
  public Faults always(Fault.OfReply fault) {
    return next(ANY, Integer.MAX_VALUE, fault);
  }

  /// Requests with this command meet `fault` with a chance of 0 to 1, the same ones for a same seed
  /// and order of requests, until [#clear].
  public synchronized Faults sometimes(String cmd, double chance, long seed, Fault.OfReply fault) {
    plans.add(new Plan(cmd, fault, Integer.MAX_VALUE, chance, new Random(seed)));
    return this;
  }

  /// The next publication meets `fault`.
  public synchronized Faults nextPublication(Fault.OfPublication fault) {
    publications.add(fault);
    return this;
  }

  /// Nothing goes wrong any more.
  public synchronized void clear() {
    plans.clear();
    publications.clear();
  }

  synchronized Optional<Fault.OfReply> takeFor(String cmd) {
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      if (!plan.fits(cmd) || plan.random.nextDouble() >= plan.chance) {
        continue;
      }
      if (plan.left == 1) {
        plans.remove(i);
      } else if (plan.left != Integer.MAX_VALUE) {
        plans.set(i, new Plan(plan.cmd, plan.fault, plan.left - 1, plan.chance, plan.random));
      }
      return Optional.of(plan.fault);
    }
    return Optional.empty();
  }

  synchronized Optional<Fault.OfPublication> takeForPublication() {
    return publications.isEmpty() ? Optional.empty() : Optional.of(publications.removeFirst());
  }
}
