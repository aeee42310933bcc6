package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.jobcache.Arrivals;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Returns of state runs for tests.
final class States {
  static final Data.Dict OK = state(true, Data.Dict.EMPTY, 1.5);
  static final Data.Dict CHANGED = state(true, Data.dict("diff", "New file"), 20.25);
  static final Data.Dict FAILED = state(false, Data.Dict.EMPTY, 100.0);
  static final Data.Dict PENDING = state(null, Data.dict("diff", "New file"), 3.0);
  static final Data.Dict SKIPPED = OK.with("skip_watch", Data.of(true));

  private States() {}

  private static Data.Dict state(@Nullable Boolean result, Data changes, double duration) {
    return Data.dict(
        "changes", changes,
        "result", result,
        "comment", "as it went",
        "duration", duration,
        "__sls__", "web");
  }

  /// The states `s0`, `s1`, .. in this order.
  static Data.Dict run(Data.Dict... states) {
    Data.Dict run = Data.Dict.EMPTY;
    for (int i = 0; i < states.length; i++) {
      String id = "s" + i;
      run =
          run.with(
              "file_|-" + id + "_|-/etc/" + id + "_|-managed",
              states[i]
                  .with("__id__", Data.of(id))
                  .with("name", Data.of("/etc/" + id))
                  .with("__run_num__", Data.of(i)));
    }
    return run;
  }

  /// The return of `fun` on the bus.
  static Return answer(Jid jid, String id, String fun, Object value, int retcode) {
    Data.Dict body =
        Arrivals.answer(jid, id, value)
            .body()
            .with("fun", Data.of(fun))
            .with("retcode", Data.of(retcode));
    return new Return(jid, new MinionId(id), body, Source.BUS);
  }

  /// The return of `state.apply`, as its states say.
  static Return applied(Jid jid, String id, Data.Dict run) {
    boolean failed = run.entries().values().stream().anyMatch(States::isFailed);
    return answer(jid, id, "state.apply", run, failed ? 2 : 0);
  }

  private static boolean isFailed(Data state) {
    return state instanceof Data.Dict(Map<Data, Data> fields)
        && new Data.Bool(false).equals(fields.get(new Data.Text("result")));
  }
}
