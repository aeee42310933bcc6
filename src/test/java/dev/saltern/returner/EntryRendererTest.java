package dev.saltern.returner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.Return;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.ReturnBody;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.Packed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class EntryRendererTest {
  private static final int BYTES_MAX = 1_000;

  private final EntryRenderer renderer = new EntryRenderer(new EntryForm("master", BYTES_MAX));

  private ReturnEntry render(Return answer) throws JobCacheRejectedException {
    return (ReturnEntry) renderer.render(JournalRecord.of(answer), 7);
  }

  private static Return returning(Object value) {
    Return good = Arrivals.ret("web1");
    return new Return(
        good.jid(), good.minion(), good.body().with("return", Data.of(value)), good.source());
  }

  @Test
  void theReturnIsASliceOfTheLoad() throws Exception {
    ReturnEntry entry = render(returning("ü"));

    ReturnBody.Whole whole = (ReturnBody.Whole) entry.said().body();
    assertThat(new String(whole.json(), UTF_8)).startsWith("{\"return\": \"ü\", \"retcode\": 0");
    assertThat(new String(whole.json(), whole.from(), whole.to() - whole.from(), UTF_8))
        .isEqualTo("\"ü\"");
    assertThat(entry.position()).isEqualTo(7);
    assertThat(entry.went())
        .isEqualTo(new ReturnEntry.Went("test.ping", java.util.Optional.of(0L), true, Outcome.OK));
    assertThat(entry.said().states()).isEmpty();
  }

  @Test
  void aReturnOverTheBoundIsInPartsWithAStandIn() throws Exception {
    ReturnEntry entry = render(returning("x".repeat(BYTES_MAX)));

    ReturnBody.Parts parts = (ReturnBody.Parts) entry.said().body();
    assertThat(parts.jsonBytes()).isGreaterThan(BYTES_MAX);
    assertThat(new String(parts.standIn().json(), UTF_8))
        .contains(
            "\"return\": \"" + parts.jsonBytes() + " bytes of JSON, kept in salt_return_body\"")
        .contains("\"id\": \"web1\"");
  }

  @Test
  void onlyARunOfStatesIsKeptOpen() throws Exception {
    Data.Dict run = Data.dict("file_|-a_|-b_|-managed", Data.dict("result", true));
    Return failed =
        new Return(
            Arrivals.JID,
            Arrivals.ret("web1").minion(),
            Data.dict("fun", "state.apply", "return", List.of("no such sls"), "retcode", 1),
            Arrivals.ret("web1").source());

    assertThat(render(returning(run)).said().states()).contains(run);
    assertThat(render(failed).said().states()).contains(Data.of(List.of("no such sls")));
    assertThat(render(returning(Data.dict("a", 1))).said().states()).isEmpty();
  }

  @Test
  void aBigReturnIsCompressedWhileItIsRendered() throws Exception {
    Return big = returning(Data.dict("out", "ü\n".repeat(700_000), "list", List.of(1, 2.5)));
    Data.Dict body = big.body().without("id");
    Return unnamed = new Return(big.jid(), big.minion(), body, big.source());
    var larger = new EntryRenderer(new EntryForm("master", 4 << 20));

    var parts = (ReturnBody.Parts) render(unnamed).said().body();
    var whole =
        (ReturnBody.Whole)
            ((ReturnEntry) larger.render(JournalRecord.of(unnamed), 7)).said().body();

    byte[] json = json(parts);
    assertThat(json).isEqualTo(whole.json());
    assertThat(parts.jsonBytes()).isEqualTo(json.length).isGreaterThan(2_000_000);
    assertThat(new String(json, UTF_8))
        .isEqualTo(JsonText.write(body.with("id", Data.of(big.minion()))));
    assertThat(new String(parts.standIn().json(), UTF_8)).contains("\"id\": \"web1\"");
  }

  @Test
  void ofAKeyThatComesTwiceInABigReturnTheLastValueCounts() throws Exception {
    byte[] text = "x".repeat(2_000_000).getBytes(UTF_8);
    ByteBuffer packed = ByteBuffer.allocate(text.length + 30);
    packed.put((byte) 0x82).put((byte) 0xa6).put("return".getBytes(UTF_8)).put((byte) 0xdb);
    packed.putInt(text.length).put(text);
    packed.put((byte) 0xa6).put("return".getBytes(UTF_8)).put((byte) 7).flip();
    Packed body = Packed.of(Arrays.copyOf(packed.array(), packed.limit()));
    Return good = Arrivals.ret("web1");

    var entry =
        (ReturnEntry)
            renderer.render(
                new JournalRecord.Answer(
                    good.jid(),
                    good.minion(),
                    good.source(),
                    new JournalRecord.Told("", 0, true, "", ""),
                    body),
                7);

    assertThat(new String(((ReturnBody.Whole) entry.said().body()).json(), UTF_8))
        .startsWith("{\"return\": 7, \"jid\": ");
  }

  private static byte[] json(ReturnBody.Parts parts) throws IOException {
    var all = new ByteArrayOutputStream();
    parts.parts().forEach(all::writeBytes);
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(all.toByteArray()))) {
      return gzip.readAllBytes();
    }
  }

  @Test
  void whatIsDamagedIsRejected() {
    Return good = Arrivals.ret("web1");
    byte[] body = Packed.of(good.body()).bytes();
    for (int end = 0; end < body.length; end++) {
      var cut =
          new JournalRecord.Answer(
              good.jid(),
              good.minion(),
              good.source(),
              new JournalRecord.Told("test.ping", 0, true, "", ""),
              Packed.within(body, 0, end));
      assertThatThrownBy(() -> renderer.render(cut, 7))
          .isInstanceOf(JobCacheRejectedException.class);
    }
  }

  @Test
  void whatIsTooDeepForJsonIsRejected() {
    // As deep as any value may be, and the load around it.
    byte[] value = new byte[513];
    Arrays.fill(value, (byte) 0x91);
    value[512] = 1;
    ByteBuffer packed = ByteBuffer.allocate(value.length + 8);
    packed.put((byte) 0x81).put((byte) 0xa6).put("return".getBytes(UTF_8)).put(value);
    Return good = Arrivals.ret("web1");
    var deep =
        new JournalRecord.Answer(
            good.jid(),
            good.minion(),
            good.source(),
            new JournalRecord.Told("test.ping", 0, true, "", ""),
            Packed.within(packed.array(), 0, packed.position()));

    assertThatThrownBy(() -> renderer.render(deep, 7))
        .isInstanceOf(JobCacheRejectedException.class)
        .hasMessage("the return of web1 to job 20261124120000000000 cannot be written as JSON");
  }
}
