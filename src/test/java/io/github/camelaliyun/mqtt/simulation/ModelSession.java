package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the model broker knows of a client. */
final class ModelSession {

    final String clientId;
    final boolean persistent;
    final Map<String, Integer> subscriptions = new LinkedHashMap<>();
    final Deque<Outgoing> queue = new ArrayDeque<>();
    /** From the queue, to be sent when the window has room. */
    final Deque<Outgoing> taken = new ArrayDeque<>();

    final Map<Integer, Outgoing> inFlight = new LinkedHashMap<>();
    /** Publishes of QoS 2 that the client has not released, by packet identifier. */
    final Map<Integer, Packet.Publish> received2 = new HashMap<>();
    /** Of QoS 1 and 2, in the order in which they were taken. */
    final List<Letter> promised = new ArrayList<>();
    /** Numbers of those of them that are delivered at QoS 2. */
    final Set<Integer> promisedOnce = new HashSet<>();

    SimLine line;
    int nextId;
    /** Messages that may still be sent without an acknowledgement. */
    int quota;

    ModelSession(String clientId, boolean persistent) {
        this.clientId = clientId;
        this.persistent = persistent;
    }
}
