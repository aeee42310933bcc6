package dev.saltern.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends parts one after the other: one that cannot be ended does not keep the others from it.
final class Closing {
  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  static void quietly(AutoCloseable part) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.atWarn().log("interrupted while ending {}", part);
    } catch (Exception e) {
      log.atWarn().setCause(e).log("{} could not be ended", part);
    }
  }
}
