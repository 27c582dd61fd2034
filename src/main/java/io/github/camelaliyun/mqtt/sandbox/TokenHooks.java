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
    private final ClientLedger ledger;

    TokenHooks(ClientLedger ledger) {
        this.ledger = ledger;
    }

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

    /** Something that goes out now. */
    void happened(String clientId, Kind kind, String what) {
        happened(clientId, kind, what, System.currentTimeMillis());
    }

    /**
     * Puts the event where its time belongs: while the broker holds a PUBACK back it works off nothing else of that client,
     * though it reads on. The oldest events go first once there are too many.
     *
     * @param millis when it came in
     */
    void happened(String clientId, Kind kind, String what, long millis) {
        Deque<ClientEvent> own = ledger.of(clientId).events();
        Instant at = Instant.ofEpochMilli(millis);
        synchronized (own) {
            Deque<ClientEvent> later = new ArrayDeque<>();
            while (!own.isEmpty() && own.peekLast().at().isAfter(at)) {
                later.push(own.removeLast());
            }
            own.addLast(new ClientEvent(kind, what, at));
            own.addAll(later);
            if (own.size() > MAX_EVENTS) {
                own.removeFirst();
            }
        }
    }

    List<ClientEvent> eventsOf(String clientId) {
        Deque<ClientEvent> own = ledger.find(clientId).events();
        synchronized (own) {
            return new ArrayList<>(own);
        }
    }
}
