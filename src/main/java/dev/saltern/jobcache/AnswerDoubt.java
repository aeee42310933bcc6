package dev.saltern.jobcache;

/// What speaks against the answer that is shown of a minion. Immutable.
///
/// @param unverified whether the master's job cache directory has nothing of that minion: somebody
///   else with a key to the bus may have made the answer up
/// @param others how many other answers of that minion to that job are kept aside
public record AnswerDoubt(boolean unverified, int others) {
  /// Nothing.
  public static final AnswerDoubt NONE = new AnswerDoubt(false, 0);

  public AnswerDoubt {
    if (others < 0) {
      throw new IllegalArgumentException(others + " other answers");
    }
  }

  public boolean isNone() {
    return !unverified && others == 0;
  }

  /// In a few words for people; empty where there is nothing.
  public String text() {
    String other = others == 1 ? "1 other answer" : others + " other answers";
    if (unverified) {
      return others == 0 ? "unverified" : "unverified, " + other;
    }
    return others == 0 ? "" : other;
  }

  /// This and one more row of what is kept aside.
  ///
  /// @param shown whether it is of the answer that is shown
  /// @param marked whether it is marked as unverified
  public AnswerDoubt with(boolean shown, boolean marked) {
    return new AnswerDoubt(unverified || (shown && marked), others + (shown ? 0 : 1));
  }
}
