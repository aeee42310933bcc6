package dev.saltern.app;

import picocli.CommandLine;

/// Which Saltern this is: as the jar says, or `development`.
final class Version implements CommandLine.IVersionProvider {
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"saltern " + text() + ", Java " + Runtime.version()};
  }
}
