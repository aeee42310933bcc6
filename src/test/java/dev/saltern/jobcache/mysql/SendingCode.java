package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.ReadsRecorder.CallSite;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The places in the room's compiled code that send a statement: a call of JDBC or jOOQ that
/// executes, or of what does so for others.
final class SendingCode {
  private static final Set<String> JOOQ =
      Set.of("fetch", "forEach", "iterator", "execute", "stream");

  private static final Set<String> MULTI_ROW = Set.of("update", "select");
  private static final Set<String> RETAIN_ROWS = Set.of("update", "number", "texts");

  private SendingCode() {}

  /// Those that no place in `used` is, as `Class.method@index`, without some classes and methods.
  static Set<String> unused(Set<CallSite> used, Set<String> without) throws IOException {
    Set<String> unused = new TreeSet<>();
    for (Path file : classes()) {
      ClassModel model = ClassFile.of().parse(file);
      String name = file.getFileName().toString().replaceFirst("\\.class$", "");
      for (MethodModel method : model.methods()) {
        for (CallSite site : sites(name, method)) {
          String place = name + "." + site.method();
          boolean named =
              without.stream().anyMatch(w -> place.equals(w) || place.matches(w + "[.$].*"));
          if (!named && !used.contains(site)) {
            unused.add(place + "@" + site.index());
          }
        }
      }
    }
    return unused;
  }

  private static List<Path> classes() throws IOException {
    try {
      URI root = Database.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path room = Path.of(root).resolve(Database.class.getPackageName().replace('.', '/'));
      try (var files = Files.list(room)) {
        return files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static List<CallSite> sites(String owner, MethodModel method) {
    List<CallSite> sites = new ArrayList<>();
    method
        .code()
        .ifPresent(
            code -> {
              int index = 0;
              for (CodeElement element : code) {
                if (element instanceof InvokeInstruction call && sends(call)) {
                  sites.add(new CallSite(owner, method.methodName().stringValue(), index));
                }
                index += element instanceof Instruction i ? i.sizeInBytes() : 0;
              }
            });
    return sites;
  }

  private static boolean sends(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    String name = call.name().stringValue();
    if (owner.startsWith("java/sql/")) {
      return name.startsWith("execute");
    }
    if (owner.startsWith("org/jooq/")) {
      return !owner.equals("org/jooq/Result") && (name.startsWith("fetch") || JOOQ.contains(name));
    }
    return (owner.endsWith("jobcache/mysql/MultiRow") && MULTI_ROW.contains(name))
        || (owner.endsWith("jobcache/mysql/RetainRows") && RETAIN_ROWS.contains(name));
  }
}
