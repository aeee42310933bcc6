package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.Source;
import dev.saltern.localmaster.PublishRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a MoM's publication becomes a publish request at the local master, and the load that is kept
/// of it. Immutable.
final class Publishing {
  /// What the lower publish takes in `kwargs` and stock salt-syndic drops.
  private static final List<String> OPTIONS =
      List.of(
          "delimiter", "metadata", "ret_config", "ret_kwargs", "module_executors", "executor_opts");

  /// What stock salt-syndic passes in `kwargs`.
  private static final List<String> STOCK = List.of("user", "auth_list", "master_id");

  /// What is no part of the job: how it was signed, numbered and authorised.
  private static final List<String> ENVELOPE = List.of("serial", "auth_list");

  private final boolean passOptions;
  private final Duration timeout;

  /// @param passOptions whether what stock drops is passed on
  /// @param timeout how long someone waits where the publication does not say
  Publishing(boolean passOptions, Duration timeout) {
    this.passOptions = passOptions;
    this.timeout = timeout;
  }

  /// How long somebody at the MoM waits, less the second that the way up takes (as stock does).
  Duration wait(Data.Dict publication) {
    long seconds = publication.integer("to").orElse(timeout.toSeconds());
    return Duration.ofSeconds(Math.clamp(seconds - 1, 0, Integer.MAX_VALUE));
  }

  /// The request that publishes it at the local master, under the same jid.
  PublishRequest request(Jid jid, Data.Dict publication) {
    Map<Data, Data> kwargs = new LinkedHashMap<>();
    STOCK.forEach(key -> pass(publication, key, kwargs));
    if (passOptions) {
      OPTIONS.forEach(key -> pass(publication, key, kwargs));
    }
    return new PublishRequest(
        publication.get("tgt").orElse(new Data.Text("")),
        publication.text("tgt_type").orElse("glob"),
        publication.get("fun").orElse(new Data.Text("")),
        new Data.Seq(publication.list("arg").orElse(List.of())),
        publication.text("ret").orElse(""),
        jid.text(),
        wait(publication),
        new Data.Dict(kwargs));
  }

  /// The load that is kept of it.
  Load load(Jid jid, String mom, Data.Dict publication) {
    Data.Dict body = publication;
    for (String key : ENVELOPE) {
      body = body.without(key);
    }
    return new Load(jid, body, mom, List.of(), Source.BUS);
  }

  private static void pass(Data.Dict publication, String key, Map<Data, Data> kwargs) {
    publication.get(key).ifPresent(value -> kwargs.put(new Data.Text(key), value));
  }
}
