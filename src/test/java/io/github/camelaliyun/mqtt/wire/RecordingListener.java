package io.github.camelaliyun.mqtt.wire;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Remembers what a line tells, and does what a test wants when it does. */
final class RecordingListener implements LineListener, Transmission {

    /** Runs when this event comes. */
    private volatile String trigger = "";

    private volatile Runnable action = () -> {};

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<Throwable> causes = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger idles = new AtomicInteger();
    /** What {@link #idle} returns. */
    volatile boolean expectsMany;

    private final AtomicBoolean inside = new AtomicBoolean();

    /** At the event of this name, the first time. */
    void when(String event, Runnable does) {
        action = does;
        trigger = event;
    }

    @Override
    public void onOpened(Line line) {
        alone(() -> event("opened"));
    }

    @Override
    public void onReceived(Packet packet) {
        alone(() -> {
            events.add(packet.toString());
            trigger("received");
        });
    }

    @Override
    public void onHeard() {
        alone(() -> {
            heard.incrementAndGet();
            trigger("heard");
        });
    }

    @Override
    public boolean onIdle() {
        alone(() -> {
            idles.incrementAndGet();
            trigger("idle");
        });
        return expectsMany;
    }

    @Override
    public void onWritten() {
        notAfterTheEnd("wrote");
        trigger("wrote");
    }

    @Override
    public void onLeft() {
        notAfterTheEnd("left");
        event("left");
    }

    @Override
    public void onUnsent() {
        notAfterTheEnd("unsent");
        event("unsent");
    }

    @Override
    public void onClosed(Throwable cause) {
        alone(() -> {
            causes.add(cause);
            event("closed");
        });
    }

    private void event(String event) {
        events.add(event);
        trigger(event);
    }

    private void trigger(String event) {
        if (event.equals(trigger)) {
            trigger = "";
            action.run();
        }
    }

    private void alone(Runnable callback) {
        notAfterTheEnd("something");
        if (!inside.compareAndSet(false, true)) {
            faults.add("two at a time");
        }
        try {
            callback.run();
        } finally {
            inside.set(false);
        }
    }

    private void notAfterTheEnd(String event) {
        if (!causes.isEmpty()) {
            faults.add(event + " after closed");
        }
    }

    void awaitEvent(String event) {
        await().atMost(20, SECONDS).until(() -> events.contains(event));
    }

    /** The cause. */
    Throwable awaitClosed() {
        awaitEvent("closed");
        return causes.get(0);
    }

    /** The packets and the other events, but for heard, idle and wrote. */
    List<String> events() {
        return events;
    }

    int heardSoFar() {
        return heard.get();
    }

    int idlesSoFar() {
        return idles.get();
    }

    /** What holds for every line when all its threads have ended. */
    void assertInOrder() {
        assertThat(causes).as("closed is told once").hasSize(1).doesNotContainNull();
        assertThat(faults).isEmpty();
        assertThat(events).endsWith("closed");
    }
}
