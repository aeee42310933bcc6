package dev.saltern.lookup.rest;

import dev.saltern.wire.JsonText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/// The text of server-sent events: one line of JSON each, so nothing in it can end a field. What is
/// written is flushed at once. Confined to one thread.
final class EventStream {
  private static final String RECONNECT_MILLISECONDS = "2000";

  private final Writer out;
  private String id = "";

  EventStream(OutputStream out) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  /// When to come back.
  void begin() throws IOException {
    out.write("retry: " + RECONNECT_MILLISECONDS + "\n\n");
    out.flush();
  }

  /// What a look found; whether there was anything. The id stands with the last message, since a
  /// client that was cut off before it must begin with the look again.
  boolean write(Tails.Look look) throws IOException {
    if (look.messages().isEmpty() && look.id().equals(id)) {
      return false;
    }
    Iterator<Tails.Message> messages = look.messages().iterator();
    while (messages.hasNext()) {
      Tails.Message message = messages.next();
      if (!messages.hasNext()) {
        out.write("id: " + look.id() + "\n");
      }
      out.write("event: " + message.event() + "\ndata: ");
      JsonText.write(message.data(), out);
      out.write("\n\n");
    }
    if (look.messages().isEmpty()) {
      out.write("id: " + look.id() + "\n\n"); // no event, but the client remembers it
    }
    id = look.id();
    out.flush();
    return true;
  }

  /// A comment, so that both ends see that the other is there.
  void heartbeat() throws IOException {
    out.write(":\n\n");
    out.flush();
  }
}
