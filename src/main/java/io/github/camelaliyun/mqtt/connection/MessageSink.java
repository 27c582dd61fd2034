package io.github.camelaliyun.mqtt.connection;

/** Where messages go that no subscriber takes. Equal ones do the same. */
public interface MessageSink {

    /**
     * Takes a message. Called on {@link ConnectionThreads#callbacks()}, may block and may throw.
     *
     * @param message that no subscriber takes
     * @param outcome to be told once, then or later
     */
    void send(InboundMessage message, Outcome outcome);
}
