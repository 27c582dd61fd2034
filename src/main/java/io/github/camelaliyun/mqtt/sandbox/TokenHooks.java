package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent.Kind;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What tests ask for and look at, by clientId. Thread-safe. */
final class TokenHooks {

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
     * Something that came in at that time: while the broker holds a PUBACK back it works off nothing else of that client,
     * though it reads on.
     */
    void happened(String clientId, Kind kind, String what, long millis) {
        ledger.of(clientId).events().add(new ClientEvent(kind, what, Instant.ofEpochMilli(millis)));
    }

    /** In the order of their times. */
    List<ClientEvent> eventsOf(String clientId) {
        List<ClientEvent> events = ledger.find(clientId).events().all();
        events.sort(Comparator.comparing(ClientEvent::at));
        return events;
    }
}
