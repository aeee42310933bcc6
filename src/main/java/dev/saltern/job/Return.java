package dev.saltern.job;

/// What one minion answered to one job. Immutable.
///
/// @param body the whole return load as the bus or the job directory shows it: `return`, `retcode`,
///   `success`, `fun`, `fun_args`, `out`, `_stamp`, ..
/// @param source where it was seen
public record Return(Jid jid, MinionId minion, Data.Dict body, Source source) implements Arrival {
  /// The function, comma-joined for a job of several; empty where the body has none.
  public String fun() {
    return Functions.joined(body.get("fun"));
  }

  /// What the function returned.
  public Data value() {
    return body.get("return").orElse(Data.Nil.NIL);
  }

  /// The raw exit code; 0 where the minion sent none.
  public long retcode() {
    return body.integer("retcode").orElse(0L);
  }

  /// The raw success flag; true where the minion sent none.
  public boolean success() {
    return body.bool("success").orElse(true);
  }

  /// The bus time stamp, `YYYY-mm-ddTHH:MM:SS.ffffff` UTC; empty where it was not on the bus.
  public String stamp() {
    return body.text("_stamp").orElse("");
  }
}
