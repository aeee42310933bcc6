package dev.saltern.jobcache;

/// What a batch did to the job cache, per entry: `inserted + improved + unchanged` is its size. A
/// row that another node wrote first and ours did not better is unchanged: a duplicate.
public record Stored(int inserted, int improved, int unchanged) {
  public Stored plus(Stored other) {
    return new Stored(
        inserted + other.inserted, improved + other.improved, unchanged + other.unchanged);
  }
}
