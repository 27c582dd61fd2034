package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Alive means connected, or still trying: DOWN when a connection has been in the middle of it for longer than any attempt
 * or pause takes, since then the threads that should move it on are gone, and only a restart brings those back. A broker
 * that is away never makes it DOWN.
 */
public final class ConnectionLivenessCheck extends ConnectionCheck {

    /** The longest pause is about half a minute; an attempt asks for a token, and tries each of the servers. */
    static final Duration STUCK = Duration.ofMinutes(5);

    private final Clock clock;

    /**
     * Makes a check, which is yet to be registered.
     *
     * @param id name of the check in Camel's registry
     * @param connections answers the present state of each connection; called from any thread
     * @param clock for how long a connection has been in its state
     */
    public ConnectionLivenessCheck(String id, Supplier<List<ConnectionStatus>> connections, Clock clock) {
        super(id, Kind.LIVENESS, connections);
        this.clock = clock;
    }

    @Override
    String complaint(ConnectionStatus status) {
        Duration unchanged = Duration.between(status.since(), clock.instant());
        if (status.state() == ConnectionState.CONNECTED || !status.wanted() || unchanged.compareTo(STUCK) < 0) {
            return "";
        }
        return Printable.of(status.clientId()) + " has been " + status.state() + " for " + unchanged.toMinutes()
                + " min without a new attempt: its threads are gone, restart the process";
    }
}
