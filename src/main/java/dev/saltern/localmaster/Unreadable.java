package dev.saltern.localmaster;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What to say of a file that cannot be read, and the command that mends it.
final class Unreadable {
  private Unreadable() {}

  static String why(Exception e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "there is no such file";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  /// For a file another user owns.
  static String advice(Path path) {
    String user = System.getProperty("user.name", "saltern");
    return "not readable for user %s; run Saltern as the master's `user`, or: setfacl -m u:%s:rX %s"
        .formatted(user, user, path);
  }

  static String advice(Path path, IOException e) {
    return e instanceof AccessDeniedException
        ? path + " is " + advice(path)
        : path + " cannot be read: " + why(e);
  }
}
