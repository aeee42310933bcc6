package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.lookup.FakeJobLookup;
import dev.saltern.wire.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiffCommandTest {
  private static final String NGINX = "pkg_|-nginx_|-nginx_|-installed";
  private static final String MOTD = "file_|-motd_|-/etc/motd_|-managed";
  private static final Jid A = new Jid("20261124120000000000");
  private static final Jid B = new Jid("20261124130000000000");

  private final FakeJobLookup jobs =
      new FakeJobLookup()
          .load(A, Data.dict("fun", "state.apply"))
          .load(B, Data.dict("fun", "state.apply"))
          .returned(A, "same", states(NGINX, true, 1.5))
          .returned(B, "same", states(NGINX, true, 2.5))
          .returned(A, "broke", states(NGINX, true, 1.5))
          .failed(B, "broke", states(NGINX, false, 1.5))
          .returned(A, "more", states(NGINX, true, 1.5))
          .returned(B, "more", states(MOTD, null, 1.5))
          .returned(A, "gone", new Data.Bool(true))
          .missing(B, "gone", "sm1")
          .returned(A, "left", new Data.Bool(true))
          .returned(B, "new\u202eJ", new Data.Bool(true))
          .returned(A, "text", new Data.Text("1"))
          .returned(B, "text", new Data.Text("2"));
  private final Cli cli = new Cli(jobs);

  private static Data.Dict states(
      String key, @org.jspecify.annotations.Nullable Boolean result, double duration) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("result", result);
    state.put("duration", duration);
    return Data.dict(key, state);
  }

  @Test
  void aTableHasWhatDiffers() {
    Cli.Ended ended = cli.run("diff", A.text(), B.text());

    assertThat(ended.out())
        .isEqualTo(
            """
            MINION  BEFORE  AFTER    WHAT          STATES
            broke   ok      failed   outcome       pkg.installed: nginx (ok > failed)
            gone    ok      missing  outcome       -
            left    ok      none     only in JID1  -
            more    ok      ok       states        pkg.installed: nginx (ok > none),file.managed: m..
            new?J   none    ok       only in JID2  -
            text    ok      ok       return        -
            """);
    assertThat(ended.err()).isEqualTo("6 minions differ, 1 are the same\n");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void jsonHasTheStatesApart() throws Exception {
    String out = cli.run("diff", A.text(), B.text(), "--minion", "more", "--out", "json").out();

    assertThat(JsonText.read(out))
        .isEqualTo(
            JsonText.read(
                """
                [{"minion": "more", "before": "ok", "after": "ok", "what": "states", "states": [
                  {"state": "pkg.installed: nginx", "before": "ok", "after": "none"},
                  {"state": "file.managed: motd", "before": "none", "after": "pending"}]}]"""));
  }

  @Test
  void everyFormOfAListIsOneDocument() throws Exception {
    assertThat(cli.run("diff", A.text(), B.text(), "-o", "name").out().lines())
        .containsExactly("broke", "gone", "left", "more", "new?J", "text");
    assertThat(cli.run("diff", A.text(), B.text(), "-o", "jsonl").out().lines()).hasSize(6);
    assertThat(cli.run("diff", A.text(), A.text(), "-o", "json").out()).isEqualTo("[]\n");
    assertThat(cli.run("diff", A.text(), A.text(), "-o", "yaml").out()).isEqualTo("[]\n");
    assertThat(cli.run("diff", A.text(), B.text(), "--minion", "[bm]*", "-o", "yaml").out())
        .isEqualTo(
            """
            - after: failed
              before: ok
              minion: broke
              states:
              - after: failed
                before: ok
                state: 'pkg.installed: nginx'
              what: outcome
            - after: ok
              before: ok
              minion: more
              states:
              - after: none
                before: ok
                state: 'pkg.installed: nginx'
              - after: pending
                before: none
                state: 'file.managed: motd'
              what: states
            """);
    assertThat(cli.run("diff", A.text(), B.text(), "--minion", "gone", "-o", "nested").out())
        .isEqualTo(
            """
            |_
              ----------
              after:
                  missing
              before:
                  ok
              minion:
                  gone
              states:
              what:
                  outcome
            """);
    assertThat(cli.run("diff", A.text(), B.text(), "--fields", "minion,after").out())
        .startsWith("MINION  AFTER\nbroke   failed\n");
  }

  @Test
  void theExitCodeSaysItOnlyWhenAsked() {
    assertThat(cli.run("diff", A.text(), B.text(), "--exit-status").exitCode()).isEqualTo(1);
    assertThat(cli.run("diff", A.text(), A.text(), "--exit-status").exitCode()).isZero();
    assertThat(cli.run("diff", A.text(), "latest").exitCode()).isZero();
    assertThat(cli.run("diff", A.text(), "20200101000000000000"))
        .isEqualTo(new Cli.Ended(3, "", "No job 20200101000000000000 in the job cache.\n"));
    assertThat(cli.run("diff", A.text()).err()).startsWith("Missing required parameter: 'JID2'");
    assertThat(cli.run("diff", A.text(), B.text(), "-o", "raw").err())
        .startsWith("--out: this list has no output 'raw'; there are table, wide, name");
  }
}
