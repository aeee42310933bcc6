package dev.saltern.simulator;

import dev.saltern.wire.DataCodec;
import dev.saltern.wire.EventFrame;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A reader of a bus, as any of Salt's own is: connects, and keeps what comes.
final class Subscriber implements AutoCloseable {
  private final SocketChannel channel;
  private final List<EventFrame> events = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  Subscriber(EventBus bus) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    int before = bus.subscribers();
    channel.connect(UnixDomainSocketAddress.of(bus.publishSocket()));
    while (bus.subscribers() == before) {
      Thread.onSpinWait();
    }
    Thread.startVirtualThread(this::read);
  }

  private void read() {
    var reader = new EventFrame.Reader(Channels.newInputStream(channel), DataCodec.Limits.DEFAULT);
    try {
      Optional<EventFrame> next = reader.next();
      while (next.isPresent()) {
        events.add(next.get());
        next = reader.next();
      }
    } catch (IOException | WireException _) {
      // Broken: what the test sees as an end.
    }
    ended = true;
  }

  List<EventFrame> events() {
    return events;
  }

  List<String> tags() {
    return events.stream().map(event -> event.tag().text()).toList();
  }

  Optional<EventFrame> event(String tag) {
    return events.stream().filter(event -> event.tag().text().equals(tag)).findFirst();
  }

  boolean ended() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
