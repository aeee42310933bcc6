package dev.saltern.upstream;

import dev.saltern.channel.SignInAnswer;
import dev.saltern.job.MinionId;

/// What a MoM answered to a sign-in, in words that tell an operator what to do.
public final class Words {
  private Words() {}

  /// One sentence, without the MoM's name.
  ///
  /// @param id the id we signed in with
  public static String of(SignInAnswer answer, MinionId id) {
    return switch (answer) {
      case SignInAnswer.Accepted(var session, _) -> "signed in, " + session.speaks();
      case SignInAnswer.Pending _ ->
          "our key is pending there: accept it on the MoM with salt-key -a " + id;
      case SignInAnswer.Rejected _ ->
          "our key is rejected or denied there, or another one is accepted under our id: see salt-key"
              + " -L on the MoM; salt-key -d "
              + id
              + " there lets us ask again";
      case SignInAnswer.Full _ -> "it has max_minions already: raise that on the MoM";
      case SignInAnswer.BadAlgorithm(String what) ->
          "it says '"
              + what
              + "': set encryption_algorithm or signing_algorithm to one that it knows";
      case SignInAnswer.KeyChanged(String known, String found) ->
          "its key changed from "
              + known
              + " to "
              + found
              + ", refused: if that is meant, remove syndic_master.pub from the minion's pki_dir";
      case SignInAnswer.Unverifiable(String reason) -> "its answer is not believed: " + reason;
    };
  }
}
