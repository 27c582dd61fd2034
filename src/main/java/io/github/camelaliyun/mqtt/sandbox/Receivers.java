package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.P2pTopic;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Who would get a message, and the wait for somebody who would. The broker tells of no change, so it is asked. Thread-safe. */
final class Receivers {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Broker broker;

    Receivers(Broker broker) {
        this.broker = broker;
    }

    /** The clientIds with a subscription that matches, in whatever session; for a P2P topic its target, if it has a session. */
    Set<String> of(String topic) {
        Set<String> subscribers = broker.subscribers(topic);
        Optional<P2pTopic> p2p = P2pTopic.parse(topic);
        p2p.ifPresent(one -> subscribers.retainAll(Set.of(one.target())));
        return subscribers;
    }

    /** @throws SandboxException if there is nobody in time */
    void await(String topic, Duration limit) {
        Argument.requireTopic("topic", topic);
        Argument.requireTime("limit", limit, "no wait");
        long end = System.nanoTime() + limit.toNanos();
        while (of(topic).isEmpty()) {
            if (end - System.nanoTime() <= 0) {
                throw new SandboxException("no client would get a message on '" + topic + "' within "
                        + limit.toMillis() + " ms: none has a subscription that matches, or is the one it is to;"
                        + " connected are " + broker.connectedClients());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new SandboxException("interrupted while a client was waited for");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
