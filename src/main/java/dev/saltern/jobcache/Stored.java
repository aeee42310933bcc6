package dev.saltern.jobcache;

/// What the entries of one kind did to the job cache: `inserted + improved + unchanged` is their
/// number. A row that another node wrote first and ours did not better is unchanged: a duplicate.
public record Stored(int inserted, int improved, int unchanged) {
  public static final Stored NOTHING = new Stored(0, 0, 0);

  public Stored plus(Stored other) {
    return new Stored(
        inserted + other.inserted, improved + other.improved, unchanged + other.unchanged);
  }
}
