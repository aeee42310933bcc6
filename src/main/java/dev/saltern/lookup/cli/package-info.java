/// The lookup commands: `saltern jobs`, `job JID`, `follow JID`, `minions`, `minion ID`, `events`,
/// `nodes`, `diff`, `export`.
///
/// A command (a [LookupCommand]) parses its options, opens the job cache through [LookupSource],
/// asks [dev.saltern.lookup.Lookup] and hands each job and minion to an [Outputter], or what is
/// neither, as a flat record, to [Records]; there is one class per `--out` ([OutputFormat]) or
/// family of them. [JobFollower] looks again and again; [Following] does so for whoever publishes.
/// Data goes to stdout, the rest to stderr. How a command ended is an [ExitCode]. Texts from
/// minions pass [TerminalText] before they reach a terminal.
@NullMarked
package dev.saltern.lookup.cli;

import org.jspecify.annotations.NullMarked;
