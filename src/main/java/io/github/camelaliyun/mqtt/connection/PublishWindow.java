package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The publishes that are under way: a bounded number, in order, each until its acknowledgement or its deadline. A full
 * window makes the caller wait. Across a reconnect QoS 0 and 1 stay in the window and are sent again in their order; a
 * QoS 2 publish that had left is failed, since a session that ended cannot tell whether it arrived, and sending it again
 * could deliver it twice.
 */
final class PublishWindow {

    private static final Logger LOG = LoggerFactory.getLogger(PublishWindow.class);

    private final String connection;
    private final Duration timeout;
    private final int size;
    private final Semaphore places;
    private final Handoff handoff;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Long, PendingPublish> pending = new LinkedHashMap<>();
    private long sequence;
    private Link link;
    private boolean held;
    private String closed;

    PublishWindow(ConnectionOptions options, Handoff handoff) {
        this.connection = options.toString();
        this.timeout = options.publishTimeout();
        this.size = options.maxInflight();
        this.places = new Semaphore(size);
        this.handoff = handoff;
    }

    /**
     * Accepts a publish, after waiting for a place if the window is full.
     *
     * @throws MqttConnectionException if there was no place in time, or the connection is closed
     */
    void publish(OutboundMessage message, PublishCallback callback)
            throws MqttConnectionException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!places.tryAcquire() && !places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new MqttConnectionException(message + " found no place in the window of " + size + " within "
                    + timeout.toSeconds() + " s on " + connection
                    + ": the server acknowledges too slowly or is not connected; see publishTimeout and maxInflight");
        }
        lock.lock();
        try {
            if (closed != null) {
                places.release();
                throw new MqttConnectionException(message + " refused: " + closed);
            }
            long id = ++sequence;
            PendingPublish publish = new PendingPublish(message, callback, deadline);
            pending.put(id, publish);
            if (link != null && !held) {
                send(id, publish);
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing leaves on this link; what left before goes on. False if the link is not up any more. */
    boolean hold(Link present) {
        lock.lock();
        try {
            held = present == link;
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #hold}: what has waited is sent, in order, before anything new. */
    void release() {
        lock.lock();
        try {
            held = false;
            if (link != null) {
                pending.forEach((id, publish) -> {
                    if (publish.sentOn != link) {
                        send(id, publish);
                    }
                });
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends another packet in the order of the publishes; false, and nothing sent, while they are held. */
    boolean sendBetween(Runnable packet) {
        lock.lock();
        try {
            if (held) {
                return false;
            }
            packet.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Publishes that have no outcome yet. */
    int inFlight() {
        lock.lock();
        try {
            return pending.size();
        } finally {
            lock.unlock();
        }
    }

    /** The link is up: what waits is sent, in order, before anything new. */
    void linkUp(Link newLink) {
        lock.lock();
        try {
            link = newLink;
            pending.forEach(this::send);
        } finally {
            lock.unlock();
        }
    }

    void linkDown(Link oldLink) {
        lock.lock();
        try {
            if (link == oldLink) {
                link = null;
                held = false;
            }
            List<Long> unknown = new ArrayList<>();
            pending.forEach((id, publish) -> {
                if (publish.sentOn == oldLink && publish.message.qos() == 2) {
                    unknown.add(id);
                }
            });
            for (long id : unknown) {
                finish(
                        id,
                        new MqttConnectionException("the connection " + connection
                                + " was lost before PUBCOMP: it is not known whether the QoS 2 message arrived"));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Fails what has passed its deadline.
     *
     * @return whether one of these had been sent on the present link, which then does not answer any more
     */
    boolean expire(long nowNanos) {
        lock.lock();
        try {
            boolean unanswered = false;
            List<Long> late = new ArrayList<>();
            for (Map.Entry<Long, PendingPublish> entry : pending.entrySet()) {
                if (!entry.getValue().expired(nowNanos)) {
                    break;
                }
                late.add(entry.getKey());
                unanswered |= link != null && entry.getValue().sentOn == link;
            }
            for (long id : late) {
                PendingPublish publish = pending.get(id);
                finish(
                        id,
                        new MqttConnectionException(publish.message + " was not "
                                + (publish.sentOn == null ? "sent" : "acknowledged") + " within " + timeout.toSeconds()
                                + " s on " + connection + (link == null ? ", which is not connected" : "")));
            }
            return unanswered;
        } finally {
            lock.unlock();
        }
    }

    /** Fails what is left and refuses what comes. */
    void close() {
        lock.lock();
        try {
            link = null;
            closed = "the connection " + connection + " is closed";
            for (long id : List.copyOf(pending.keySet())) {
                finish(id, new MqttConnectionException(closed));
            }
        } finally {
            lock.unlock();
        }
    }

    private void send(long id, PendingPublish publish) {
        publish.sentOn = link;
        try {
            link.publish(publish.message, new IMqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    acknowledged(id);
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    // The link has ended; the publish goes out again on the next one.
                    LOG.debug("{} interrupted", publish.message, cause);
                }
            });
        } catch (MqttException e) {
            publish.sentOn = null;
            LOG.debug("{} waits for the next connection", publish.message, e);
        }
    }

    private void acknowledged(long id) {
        lock.lock();
        try {
            finish(id, null);
        } finally {
            lock.unlock();
        }
    }

    private void finish(long id, Exception failure) {
        PendingPublish publish = pending.remove(id);
        if (publish != null) {
            places.release();
            handoff.execute(() -> publish.callback.done(failure));
        }
    }
}
