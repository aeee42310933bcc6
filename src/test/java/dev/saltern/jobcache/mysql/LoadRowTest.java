package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.announced;
import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.entry;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.Source;
import dev.saltern.jobcache.ReturnEntry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoadRowTest {
  /// The default of the column `completeness`, which a stock writer's row has.
  private static final int STOCK = 96;

  private final Jid jid = newJid();

  private static Load load(Jid jid, Data.Dict body, Source source) {
    return new Load(jid, body, "", List.of(), source);
  }

  @Test
  void whoeverTellsMoreIsMoreComplete() throws Exception {
    Load directory =
        load(
            jid,
            announced(jid, "a.b").body().with("kwargs", Data.Dict.EMPTY).with("ret", Data.of("")),
            Source.DIRECTORY);
    Stream<Integer> fromPoorToRich =
        Stream.of(
            LoadRow.of(load(jid, Data.Dict.EMPTY, Source.BUS), 1).completeness(),
            LoadRow.madeFrom(new ReturnRow((ReturnEntry) entry(answer(jid, "web1", 1))))
                .completeness(),
            LoadRow.of(load(jid, published(jid, "a.b").body(), Source.TRIMMED), 1).completeness(),
            STOCK,
            LoadRow.of(announced(jid, "a.b"), 1).completeness(),
            LoadRow.of(directory, 1).completeness(),
            LoadRow.of(published(jid, "a.b"), 1).completeness());

    assertThat(fromPoorToRich).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void manyKeysNeverReachTheNextLevel() throws Exception {
    Data.Dict body = announced(jid, "a.b").body();
    for (int i = 0; i < 100; i++) {
      body = body.with("key" + i, Data.of(i));
    }
    int many = LoadRow.of(load(jid, body, Source.BUS), 1).completeness();

    assertThat(many).isLessThan(LoadRow.of(published(jid, "a.b"), 1).completeness());
    assertThat(LoadRow.of(load(jid, body, Source.TRIMMED), 1).completeness()).isLessThan(STOCK);
  }

  @Test
  void anEmptyLoadStillNamesItsJob() throws Exception {
    LoadRow row = LoadRow.of(load(jid, Data.Dict.EMPTY, Source.BUS), 1);

    assertThat(row.json()).isEqualTo("{\"jid\": \"" + jid + "\"}");
    assertThat(row.fun()).isEmpty();
  }

  @Test
  void aLoadMadeFromAReturnHasWhatListingJobsNeeds() throws Exception {
    LoadRow row = LoadRow.madeFrom(new ReturnRow((ReturnEntry) entry(answer(jid, "web1", 1))));

    assertThat(row.json())
        .isEqualTo(
            "{\"jid\": \""
                + jid
                + "\", \"fun\": \"test.ping\", \"arg\": [], \"tgt\": \"web1\","
                + " \"tgt_type\": \"glob\", \"user\": \"root\"}");
  }

  @Test
  void theColumnsTellOfListsAndSeveralFunctions() throws Exception {
    Data.Dict body =
        Data.dict("fun", List.of("test.ping", "cmd.run"), "tgt", List.of("web1", "web2"));
    LoadRow row = LoadRow.of(load(jid, body, Source.BUS), 1);

    assertThat(row.fun()).contains("test.ping,cmd.run");
    assertThat(row.column("tgt", 255)).contains("web1,web2");
    assertThat(row.column("tgt", 6)).contains("web1,w");
  }

  @Test
  void toolNoiseExpectsNobodyButAPingDoes() throws Exception {
    LoadRow noise = LoadRow.of(published(jid, "saltutil.find_job", "web1"), 1);
    LoadRow ping = LoadRow.of(published(jid, "test.ping", "web1"), 1);

    assertThat(noise.internal()).isTrue();
    assertThat(noise.load().expected()).isEmpty();
    assertThat(ping.internal()).isFalse();
    assertThat(ping.load().expected()).hasSize(1);
  }
}
