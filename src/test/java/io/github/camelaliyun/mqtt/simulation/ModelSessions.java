package io.github.camelaliyun.mqtt.simulation;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The sessions of the model broker, and what went with those that it has lost. */
final class ModelSessions {

    private final Map<String, ModelSession> sessions = new LinkedHashMap<>();
    private final Set<Integer> forgotten = new HashSet<>();

    /** Null if there is none. */
    ModelSession of(String clientId) {
        return sessions.get(clientId);
    }

    Collection<ModelSession> all() {
        return sessions.values();
    }

    void put(ModelSession session) {
        sessions.put(session.clientId, session);
    }

    /** A session that ends with its connection has ended. */
    void end(ModelSession session) {
        forget(session);
        sessions.remove(session.clientId);
    }

    /** All sessions are lost, as with a broker that starts with an empty disk. */
    void lose() {
        sessions.values().forEach(this::forget);
        sessions.clear();
    }

    void forget(ModelSession session) {
        session.promised.forEach(letter -> forgotten.add(letter.number()));
        session.promised.clear();
    }

    boolean isForgotten(int letter) {
        return forgotten.contains(letter);
    }
}
