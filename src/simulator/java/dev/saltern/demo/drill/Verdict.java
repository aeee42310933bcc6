package dev.saltern.demo.drill;

import java.util.ArrayList;
import java.util.List;

/// What an audit found. Immutable.
///
/// @param answers how many answers minions gave
/// @param rows how many rows the tables have of them
/// @param lost answers without a row, or jobs without a load
/// @param twice rows or ledger entries more than there are answers
/// @param forged rows that say what another minion made up
/// @param unexplained rows nobody sent, answers that differ, and what else should not be
record Verdict(
    int answers, int rows, Findings lost, Findings twice, Findings forged, Findings unexplained) {

  /// How many of a kind, and the first of them.
  static final class Findings {
    private static final int SHOWN_MAX = 5;

    private final List<String> shown = new ArrayList<>();
    private int count;

    void add(String what) {
      count++;
      if (shown.size() < SHOWN_MAX) {
        shown.add(what);
      }
    }

    int count() {
      return count;
    }

    List<String> shown() {
      return List.copyOf(shown);
    }
  }

  boolean holds() {
    return lost.count + twice.count + forged.count + unexplained.count == 0;
  }
}
