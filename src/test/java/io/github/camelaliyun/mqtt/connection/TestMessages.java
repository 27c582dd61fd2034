package io.github.camelaliyun.mqtt.connection;

/** Received messages without a connection behind them. */
public final class TestMessages {

    private TestMessages() {}

    public static InboundMessage withQos(int qos) {
        return new InboundMessage("test/a", new byte[0], qos, 0, false, null);
    }
}
