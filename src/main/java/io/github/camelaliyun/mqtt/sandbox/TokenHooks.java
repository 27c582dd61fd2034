package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent.Kind;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What tests ask for and look at, by clientId. Thread-safe. */
final class TokenHooks {

    private static final int MAX_EVENTS = 10_000;

    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Map<String, Duration> slowAcks = new ConcurrentHashMap<>();
    private final Map<String, Deque<ClientEvent>> events = new ConcurrentHashMap<>();

    void withholdExpireNotice(String clientId) {
        silent.add(clientId);
    }

    boolean withholdsExpireNotice(String clientId) {
        return silent.contains(clientId);
    }

    void delayUploadAck(String clientId, Duration delay) {
        slowAcks.put(clientId, delay);
    }

    Duration uploadAckDelay(String clientId) {
        return slowAcks.getOrDefault(clientId, Duration.ZERO);
    }

    /** The oldest go first once there are too many. */
    void happened(String clientId, Kind kind, String what) {
        Deque<ClientEvent> own = events.computeIfAbsent(clientId, id -> new ArrayDeque<>());
        synchronized (own) {
            own.addLast(new ClientEvent(kind, what, Instant.now()));
            if (own.size() > MAX_EVENTS) {
                own.removeFirst();
            }
        }
    }

    List<ClientEvent> eventsOf(String clientId) {
        Deque<ClientEvent> own = events.getOrDefault(clientId, new ArrayDeque<>());
        synchronized (own) {
            return new ArrayList<>(own);
        }
    }
}
