package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.MqttException;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The packet identifiers of one link that are in use, and who waits for the answer that will carry them (MQTT 3.1.1,
 * 2.3.1). {@link #take} is for one thread at a time; the rest for any.
 */
final class PacketIds {

    private static final int HIGHEST = 65_535;

    /** Is told of the answer to a packet, on the link's reading thread; returns at once. */
    @FunctionalInterface
    interface Answer {
        /** @param returnCodes of a SUBACK; none in other packets */
        void answered(byte[] returnCodes);
    }

    private final Map<Integer, Answer> waiting = new ConcurrentHashMap<>();
    private int latest;

    /** @throws MqttException if all are in use */
    int take(Answer answer) throws MqttException {
        for (int i = 0; i < HIGHEST; i++) {
            latest = latest % HIGHEST + 1;
            if (waiting.putIfAbsent(latest, answer) == null) {
                return latest;
            }
        }
        throw new MqttException(MqttException.REASON_CODE_NO_MESSAGE_IDS_AVAILABLE);
    }

    /** How many answers are expected. */
    int waiting() {
        return waiting.size();
    }

    boolean isWaiting(int packetId) {
        return waiting.containsKey(packetId);
    }

    /** Frees an identifier and tells who waited; nothing if nobody did. */
    void answered(int packetId, byte[] returnCodes) {
        Answer answer = waiting.remove(packetId);
        if (answer != null) {
            answer.answered(returnCodes);
        }
    }
}
