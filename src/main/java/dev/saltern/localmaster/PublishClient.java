package dev.saltern.localmaster;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// down: `relay.JobForwarder > PublishClient ═req═> salt-master`. Publishes jobs at the own master
/// by the clear `publish` request of Salt's LocalClient. Confined to the thread of its
/// [RequestPort].
///
/// The outer map says version 3: from 3006.17 and 3007.9 the master demands it, and no earlier one
/// looks at the version of this request.
public final class PublishClient {
  private static final int VERSION = 3;

  private final RequestPort port;
  private final RootKey key;
  private final String user;
  private final boolean orderMasters;
  private final Duration timeout;

  /// @param user the user the master runs as
  /// @param orderMasters whether it has syndics below it that must be told how long someone waits
  public PublishClient(
      RequestPort port, RootKey key, String user, boolean orderMasters, Duration timeout) {
    this.port = port;
    this.key = key;
    this.user = user;
    this.orderMasters = orderMasters;
    this.timeout = timeout;
  }

  /// Publishes a job. A refused key is read again, once: the master has restarted since.
  public PublishAnswer publish(PublishRequest request) {
    try {
      PublishAnswer answer = ask(request, key.current());
      boolean keyRefused =
          answer instanceof PublishAnswer.Refused(String name, _)
              && (name.isEmpty() || name.equals("AuthenticationError"));
      return keyRefused && key.renew() ? ask(request, key.current()) : answer;
    } catch (IOException e) {
      return new PublishAnswer.Unreachable(Unreadable.advice(key.file(), e));
    }
  }

  private PublishAnswer ask(PublishRequest request, String secret) {
    try {
      byte[] body = DataCodec.encode(envelope(request, secret), DataCodec.Spec.OLD);
      return read(DataCodec.decode(port.request(body, timeout)));
    } catch (WireException e) {
      return new PublishAnswer.Garbled(String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new PublishAnswer.Unreachable("interrupted");
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      return new PublishAnswer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  private Data.Dict envelope(PublishRequest request, String secret) {
    long seconds = request.timeout().toSeconds();
    Data.Dict load =
        Data.dict(
            "cmd",
            "publish",
            "tgt",
            request.tgt(),
            "fun",
            request.fun(),
            "arg",
            request.arg(),
            "key",
            secret,
            "tgt_type",
            request.tgtType(),
            "ret",
            request.ret(),
            "timeout",
            seconds,
            "jid",
            request.jid(),
            "kwargs",
            request.kwargs(),
            "user",
            user);
    return Data.dict(
        "enc",
        "clear",
        "load",
        orderMasters ? load.with("to", new Data.Int(seconds)) : load,
        "version",
        VERSION);
  }

  private static PublishAnswer read(Data answer) {
    return switch (answer) {
      case Data.Dict map -> read(map);
      case Data.Text(String text) when text.isEmpty() -> nothing();
      case Data.Text(String text) ->
          new PublishAnswer.Garbled("the master answers '" + cut(text) + "'");
      case Data.Nil _ -> nothing();
      case Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _, Data.Bytes _ -> noMap();
      case Data.Seq _, Data.Ext _ -> noMap();
    };
  }

  private static PublishAnswer read(Data.Dict map) {
    Optional<Data.Dict> error = map.dict("error");
    if (error.isPresent()) {
      return new PublishAnswer.Refused(
          error.get().text("name").orElse("PublishError"),
          cut(error.get().text("message").orElse("")));
    }
    if (map.entries().isEmpty()) {
      return nothing();
    }
    Optional<Data.Dict> load = map.dict("load");
    return load.isPresent()
        ? readLoad(load.get())
        : new PublishAnswer.Garbled("expected a map with load or error");
  }

  private static PublishAnswer readLoad(Data.Dict load) {
    Optional<Jid> jid = load.text("jid").flatMap(Jid::parse);
    if (jid.isPresent()) {
      return new PublishAnswer.Published(jid.get(), ids(load, "minions"), ids(load, "missing"));
    }
    Optional<String> error = load.text("error");
    if (error.isEmpty()) {
      return new PublishAnswer.Garbled("expected a load with jid or error");
    }
    // "Master could not resolve minions" comes with an empty list, "failed to assign jid" without.
    return load.list("minions").isPresent()
        ? new PublishAnswer.NoMatch()
        : new PublishAnswer.Refused("PublishError", cut(error.get()));
  }

  /// Masters before 3006 answer a wrong key with nothing at all.
  private static PublishAnswer nothing() {
    return new PublishAnswer.Refused("", "an empty answer");
  }

  private static PublishAnswer noMap() {
    return new PublishAnswer.Garbled("expected a map");
  }

  private static List<MinionId> ids(Data.Dict load, String field) {
    var ids = new ArrayList<MinionId>();
    for (Data item : load.list(field).orElse(List.of())) {
      item.asText().flatMap(MinionId::parse).ifPresent(ids::add);
    }
    return ids;
  }

  private static String cut(String text) {
    return text.length() > 200 ? text.substring(0, 200) + ".." : text;
  }
}
