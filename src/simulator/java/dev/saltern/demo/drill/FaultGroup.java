package dev.saltern.demo.drill;

import java.util.Locale;

/// Faults that `--without` leaves out together.
enum FaultGroup {
  NODES,
  DATABASE,
  MOMS,
  MASTERS,
  FRAMES,
  FORGING,
  FLOODS;

  /// As it is written on a command line.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
