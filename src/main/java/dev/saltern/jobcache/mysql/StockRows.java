package dev.saltern.jobcache.mysql;

import dev.saltern.job.BusTime;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import dev.saltern.jobcache.mysql.ImportSource.Found;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows of the stock returner's tables (salt/returners/mysql.py) as what they are of. A column may
/// hold anything: texts that were cut, hand-made jids, NULL.
final class StockRows {
  private static final Data TRIMMED = new Data.Text("VALUE_TRIMMED");
  private static final String BAD_JID = "its jid is none: 20 digits, or 20 digits, _ and a pid";
  private static final String UNKNOWN_MASTER = "unknown";

  private StockRows() {}

  /// Columns `jid`, `load`.
  static Found load(ResultSet row, boolean again) throws SQLException {
    Optional<Jid> jid = jid(row.getString(1));
    if (jid.isEmpty()) {
      return new Found.Bad(BAD_JID, quoted("jid", row.getString(1)), again);
    }
    Optional<Data.Dict> body = dict(row.getString(2));
    if (body.isEmpty()) {
      return new Found.Bad("its load is no JSON object", "job " + jid.get(), again);
    }
    // For a job that a minion started itself the stock returner saves the whole return as its load.
    Data.Dict load = body.get().get("id").isPresent() ? body.get().without("return") : body.get();
    return new Found.Row(
        new Load(jid.get(), load, "", List.of(), Source.STOCK), "", Optional.empty(), "", again);
  }

  /// Columns `fun`, `jid`, `return`, `id`, `success`, `full_ret`, `alter_time`.
  static Found answer(ResultSet row, boolean again) throws SQLException {
    Optional<Jid> jid = jid(row.getString(2));
    String id = row.getString(4) == null ? "" : row.getString(4);
    String which = quoted("jid", row.getString(2)) + " " + quoted("id", id);
    if (jid.isEmpty()) {
      return new Found.Bad(BAD_JID, which, again);
    }
    Optional<MinionId> minion = MinionId.parse(id);
    if (minion.isEmpty()) {
      return new Found.Bad("its id is none a master accepts", which, again);
    }
    if (id.endsWith(" ")) {
      return new Found.Bad("its id ends in a blank", which, again);
    }
    Optional<Data.Dict> full = dict(row.getString(6));
    Optional<Data> value = full.flatMap(f -> f.get("return")).or(() -> Optional.empty());
    if (value.isEmpty()) {
      value = json(row.getString(3));
    }
    if (value.isEmpty()) {
      return new Found.Bad("neither its full_ret nor its return is JSON", which, again);
    }
    Data.Dict body = full.orElseGet(() -> Data.dict("jid", jid.get(), "id", id));
    if (full.isEmpty() && "1".equals(row.getString(5))) {
      body = body.with("success", Data.of(true)); // 0 is also what it is without a flag
    }
    String fun = row.getString(1);
    if (body.get("fun").isEmpty() && fun != null) {
      body = body.with("fun", Data.of(fun));
    }
    body = body.with("return", value.get());
    Source source = trimmed(body) ? Source.TRIMMED : Source.STOCK;
    return new Found.Row(
        new Return(jid.get(), minion.get(), body, source),
        "",
        time(row.getString(7)),
        full.isEmpty() ? "full_ret is no JSON object: made from the other columns" : "",
        again);
  }

  /// Columns `id`, `tag`, `data`, `alter_time`, `master_id`.
  static Found event(ResultSet row, boolean again) throws SQLException {
    Optional<Data.Dict> data = dict(row.getString(3));
    if (data.isEmpty()) {
      return new Found.Bad("its data is no JSON object", "event " + row.getLong(1), again);
    }
    String tag = row.getString(2) == null ? "" : row.getString(2);
    String master = row.getString(5);
    return new Found.Row(
        new Event(new Tag(tag), data.get()),
        master == null || master.isBlank() ? UNKNOWN_MASTER : master,
        time(row.getString(4)),
        "",
        again);
  }

  /// When the source took it, from the text of a timestamp in UTC.
  static Optional<Instant> time(@Nullable String text) {
    return Optional.ofNullable(text)
        .flatMap(t -> BusTime.utc(t.replace(' ', 'T')))
        .map(utc -> utc.toInstant(ZoneOffset.UTC));
  }

  private static Optional<Jid> jid(@Nullable String text) {
    return text == null ? Optional.empty() : Jid.parse(text);
  }

  private static Optional<Data.Dict> dict(@Nullable String text) {
    return json(text)
        .flatMap(d -> d instanceof Data.Dict dict ? Optional.of(dict) : Optional.empty());
  }

  private static Optional<Data> json(@Nullable String text) {
    try {
      return text == null || text.isEmpty() ? Optional.empty() : Optional.of(JsonText.read(text));
    } catch (WireException _) {
      return Optional.empty();
    }
  }

  /// What a minion or a bus puts in place of a value that is too big.
  private static boolean trimmed(Data value) {
    return value.equals(TRIMMED)
        || (value instanceof Data.Dict dict
            && dict.entries().values().stream().anyMatch(StockRows::trimmed));
  }

  private static String quoted(String what, @Nullable String text) {
    return what + " " + (text == null ? "NULL" : "'" + Column.cut(text, 80) + "'");
  }
}
