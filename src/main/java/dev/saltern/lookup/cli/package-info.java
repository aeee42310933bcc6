/// The lookup commands: `saltern jobs`, `saltern job JID`.
///
/// A command ([JobsCommand], [JobCommand]) parses its options, opens the job cache through
/// [LookupSource], asks [dev.saltern.lookup.Lookup] and hands each job and minion to an
/// [Outputter]; there is one class per `--out` ([OutputFormat]). Data goes to stdout, the rest to
/// stderr. How a command ended is an [ExitCode]. Texts from minions pass [TerminalText] before they
/// reach a terminal.
@NullMarked
package dev.saltern.lookup.cli;

import org.jspecify.annotations.NullMarked;
