package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The jobs that a publication asks after by `saltutil.find_job`: what a `salt` that waits sends
/// after its timeout, again and again while minions say that they are still at it.
final class FoundJobs {
  private static final Data FIND_JOB = new Data.Text("saltutil.find_job");

  private FoundJobs() {}

  /// The jids asked after, in order; of a job of several functions those of each find_job in it.
  static List<Jid> of(Data.Dict publication) {
    List<Data> arg = publication.list("arg").orElse(List.of());
    var jids = new ArrayList<Jid>();
    switch (publication.get("fun").orElse(Data.Nil.NIL)) {
      case Data.Seq(List<Data> funs) -> {
        for (int i = 0; i < Math.min(funs.size(), arg.size()); i++) {
          if (funs.get(i).equals(FIND_JOB) && arg.get(i) instanceof Data.Seq(List<Data> own)) {
            first(own).ifPresent(jids::add);
          }
        }
      }
      case Data fun when fun.equals(FIND_JOB) -> first(arg).ifPresent(jids::add);
      case Data _ -> {
        // Any other function asks after no job.
      }
    }
    return jids;
  }

  private static Optional<Jid> first(List<Data> arg) {
    if (arg.isEmpty()) {
      return Optional.empty();
    }
    return switch (arg.getFirst()) {
      case Data.Text(String text) -> Jid.parse(text);
      case Data.Int(long number) -> Jid.parse(Long.toString(number));
      case Data.BigInt(var number) -> Jid.parse(number.toString());
      case Data _ -> Optional.empty();
    };
  }
}
