package io.github.camelaliyun.mqtt.connection;

/** Learns the outcome of a publish, on a thread of the connection's workers, never on the one that reads. */
@FunctionalInterface
public interface PublishCallback {

    /**
     * The publish has ended; called once.
     *
     * @param failure null when the broker has acknowledged (QoS 0: when the packet has been sent)
     */
    void done(Exception failure);
}
