package dev.saltern.app;

import dev.saltern.job.Data;
import dev.saltern.localmaster.Nodegroups;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// Whom a job is for, in the `salt` command's own options. Confined to one command.
final class RunTarget {
  private static final class Type {
    @Option(
        names = {"-E", "--pcre"},
        description = "TGT is a regular expression over ids.")
    private boolean pcre;

    @Option(
        names = {"-L", "--list"},
        description = "TGT is a list of ids, parted by commas or spaces.")
    private boolean list;

    @Option(
        names = {"-G", "--grain"},
        description = "TGT is a grain and a glob, e.g. 'os:Debian'.")
    private boolean grain;

    @Option(
        names = {"-N", "--nodegroup"},
        description = "TGT is the name of a nodegroup of this master.")
    private boolean nodegroup;

    @Option(
        names = {"-I", "--pillar"},
        description = "TGT is a pillar key and a glob.")
    private boolean pillar;

    @Option(
        names = {"-C", "--compound"},
        description = "TGT is a compound of all these, e.g. 'G@os:Debian and not web*'.")
    private boolean compound;

    String name() {
      if (pcre) {
        return "pcre";
      }
      if (list) {
        return "list";
      }
      if (grain) {
        return "grain";
      }
      if (nodegroup) {
        return "nodegroup";
      }
      if (pillar) {
        return "pillar";
      }
      return compound ? "compound" : "glob";
    }
  }

  @ArgGroup(exclusive = true)
  private Type type = new Type();

  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      description = "What parts the levels of a grain or pillar key (default ':').")
  private String delimiter = ":";

  String delimiter() {
    return delimiter;
  }

  /// What is published.
  ///
  /// @param type as Salt names it
  record Published(Data tgt, String type) {}

  boolean needsNodegroups() {
    return type.name().equals("nodegroup") || type.name().equals("compound");
  }

  /// @param groups the master's, where they are needed
  /// @throws IllegalArgumentException for a nodegroup that is none
  Published published(String typed, Optional<Nodegroups> groups) {
    return switch (type.name()) {
      case "list" -> new Published(Data.of(ids(typed)), "list");
      case "nodegroup" ->
          new Published(
              new Data.Text(groups.flatMap(g -> g.compound(typed)).orElseThrow(() -> none(typed))),
              "compound");
      case "compound" -> {
        List<String> unknown = groups.map(g -> g.unknown(typed)).orElse(List.of());
        if (!unknown.isEmpty()) {
          throw none(unknown.getFirst());
        }
        String whole = groups.map(g -> g.withGroups(typed)).orElse(typed);
        yield new Published(new Data.Text(whole), "compound");
      }
      case String other -> new Published(new Data.Text(typed), other);
    };
  }

  private static IllegalArgumentException none(String group) {
    return new IllegalArgumentException("no nodegroup '" + group + "' in this master's files");
  }

  private static List<String> ids(String typed) {
    return typed.contains(",")
        ? Arrays.stream(typed.replace(" ", "").split(",")).toList()
        : Arrays.stream(typed.strip().split("\\s+")).toList();
  }
}
