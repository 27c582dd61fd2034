package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One message of the doctor to itself. For one thread, and used once. */
final class Trip {

    /** SUBACK, and PUBACK with the message. */
    static final Duration LIMIT = Duration.ofSeconds(8);

    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int HIGHEST_QOS = 2;

    private final Examination examination;
    private final Session session;
    private final String topic;
    private boolean acknowledged;
    private boolean received;

    Trip(Examination examination, String topic) {
        this.examination = examination;
        this.session = examination.session();
        this.topic = topic;
    }

    /** @param words what the keys of its own texts begin with */
    Finding run(boolean subscribes, String words) throws InterruptedException {
        try {
            if (subscribes && !subscribe()) {
                return failed("trip.refused");
            }
            long millis = publish();
            return Finding.ok(examination.say(words + ".good", topic, millis));
        } catch (TimeoutException e) {
            return failed(acknowledged ? words + ".lost" : "trip.silent");
        } catch (ExecutionException e) {
            return failed(examination.isService() ? "trip.closed" : "trip.closed.plain");
        }
    }

    private boolean subscribe() throws TimeoutException, ExecutionException, InterruptedException {
        int id = session.nextId();
        session.send(new Packet.Subscribe(id, List.of(new Packet.Request(topic, 1))));
        byte[] granted = session.await(Packet.Suback.class, each -> each.packetId() == id, ANSWER)
                .returnCodes();
        return granted.length == 1 && (granted[0] & 0xff) <= HIGHEST_QOS;
    }

    private long publish() throws TimeoutException, ExecutionException, InterruptedException {
        byte[] payload = (Session.MARK + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
        int id = session.nextId();
        long began = System.nanoTime();
        session.send(new Packet.Publish(topic, payload, 1, false, false, id));
        session.await(Packet.class, packet -> isLast(packet, id, payload), ANSWER);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    /** The acknowledgement may come behind the message. */
    private boolean isLast(Packet packet, int id, byte[] payload) {
        acknowledged |= packet instanceof Packet.Puback puback && puback.packetId() == id;
        received |= packet instanceof Packet.Publish publish && Arrays.equals(publish.payload(), payload);
        return acknowledged && received;
    }

    private Finding failed(String key) {
        return Finding.failed(
                examination.say(key, topic, ANSWER.toSeconds()),
                examination.say(key + ".cure", topic, Topic.parentOf(topic)));
    }
}
