package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** One connection under examination: what the checks need, and what each has found out for the next ones. For one check at a time. */
final class Examination {

    /** No step of the network waits longer, whatever is configured. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(4);

    private final Subject subject;
    private final Wire wire;
    private final Words words;
    private final Clock clock;
    private final boolean takeOver;
    private volatile List<Way> ways = List.of();

    Examination(Subject subject, Wire wire, Words words, Clock clock, boolean takeOver) {
        this.subject = subject;
        this.wire = wire;
        this.words = words;
        this.clock = clock;
        this.takeOver = takeOver;
    }

    Subject subject() {
        return subject;
    }

    Wire wire() {
        return wire;
    }

    String say(String key, Object... arguments) {
        return words.say(key, arguments);
    }

    Clock clock() {
        return clock;
    }

    /** Whether the clientId of the routes may be used, which ends the connection of a process that has it. */
    boolean takesOver() {
        return takeOver;
    }

    /** How lines are opened. */
    LineOptions line() {
        ConnectionOptions options = subject.options();
        Duration step = options.connectTimeout();
        return new LineOptions(
                options.clientId(),
                step.compareTo(LONGEST_STEP) < 0 ? step : LONGEST_STEP,
                options.transport(),
                options.inbound().maxPacketSize());
    }

    /** How the server can be reached, as far as it is known by now: each check leaves those that have worked. */
    List<Way> ways() {
        return ways;
    }

    void use(List<Way> found) {
        ways = List.copyOf(found);
    }
}
