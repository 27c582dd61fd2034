package io.github.camelaliyun.mqtt.sandbox;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link ClientRecord} for each clientId that connects, and for the latest of those that have: the oldest go first once
 * there are too many, so that a sandbox that runs for days does not grow. Thread-safe.
 */
final class ClientLedger {

    /** Records that nobody uses now. */
    static final int MAX_IDLE = 10_000;
    /** Characters of their clientIds, which are what a client has sent. */
    static final int MAX_IDLE_CHARACTERS = 1024 * 1024;

    /** How many connections of a clientId there are, or have begun, and how many calls wait for it. */
    private record Use(ClientRecord client, int users) {
        Use with(int more) {
            return new Use(client, users + more);
        }
    }

    private final Map<String, Use> used = new HashMap<>();
    /** The one that has been idle for longest first. */
    private final Map<String, ClientRecord> idle = new LinkedHashMap<>();

    private final MessageBudget budget;
    private long idleCharacters;

    /** @param budget for what the records keep, together */
    ClientLedger(MessageBudget budget) {
        this.budget = budget;
    }

    /** The record stays until {@link #release}. */
    synchronized ClientRecord use(String clientId) {
        return used.compute(clientId, (id, use) -> {
                    if (use != null) {
                        return use.with(1);
                    }
                    ClientRecord known = takeIdle(id);
                    return new Use(known == null ? new ClientRecord(budget) : known, 1);
                })
                .client();
    }

    /** Ends {@link #use}. */
    synchronized void release(String clientId) {
        Use use = used.get(clientId);
        if (use == null) {
            return;
        }
        if (use.users() > 1) {
            used.put(clientId, use.with(-1));
        } else {
            used.remove(clientId);
            if (!use.client().isEmpty()) {
                keepIdle(clientId, use.client());
            }
        }
    }

    /** The record of a client that does something, which is made if need be. */
    synchronized ClientRecord of(String clientId) {
        Use use = used.get(clientId);
        if (use != null) {
            return use.client();
        }
        // The connection has just begun, or has ended.
        ClientRecord known = idle.get(clientId);
        return known == null ? keepIdle(clientId, new ClientRecord(budget)) : known;
    }

    private ClientRecord takeIdle(String clientId) {
        ClientRecord known = idle.remove(clientId);
        if (known != null) {
            idleCharacters -= clientId.length();
        }
        return known;
    }

    private ClientRecord keepIdle(String clientId, ClientRecord client) {
        idle.put(clientId, client);
        idleCharacters += clientId.length();
        Iterator<Map.Entry<String, ClientRecord>> oldest = idle.entrySet().iterator();
        while (idle.size() > MAX_IDLE || (idleCharacters > MAX_IDLE_CHARACTERS && idle.size() > 1)) {
            Map.Entry<String, ClientRecord> goes = oldest.next();
            oldest.remove();
            idleCharacters -= goes.getKey().length();
            goes.getValue().forget();
        }
        return client;
    }

    /** The record of a client that somebody asks about; an empty one if there is none, of which nothing stays. */
    synchronized ClientRecord find(String clientId) {
        Argument.requireText("clientId", clientId);
        Use use = used.get(clientId);
        return use == null ? idle.getOrDefault(clientId, new ClientRecord(budget)) : use.client();
    }

    /** How many records there are. */
    synchronized int size() {
        return used.size() + idle.size();
    }

    /** How many of them are of clients that are gone. */
    synchronized int idle() {
        return idle.size();
    }

    synchronized void forgetMessages() {
        used.values().forEach(use -> use.client().sent().clear());
        idle.values().forEach(client -> client.sent().clear());
    }
}
