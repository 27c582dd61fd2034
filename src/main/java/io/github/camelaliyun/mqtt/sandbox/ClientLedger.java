package io.github.camelaliyun.mqtt.sandbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One {@link ClientRecord} per clientId that was ever seen. Thread-safe. */
final class ClientLedger {

    private final Map<String, ClientRecord> records = new ConcurrentHashMap<>();

    ClientRecord of(String clientId) {
        return records.computeIfAbsent(clientId, id -> new ClientRecord());
    }
}
