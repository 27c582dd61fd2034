package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectLimitTest {

    private final AtomicLong bytesOfAll = new AtomicLong();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ConnectLimit(bytesOfAll, false));

    /** P36: a byte now and then keeps a connection open no longer. */
    @Test
    void connectionWithoutAConnectEndsAfterTenSeconds() {
        try (LogCapture log = new LogCapture()) {
            for (int i = 0; i < 9; i++) {
                pass(1);
                channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x10}));
            }
            assertThat(channel.isOpen()).isTrue();
            pass(1);

            assertThat(channel.isOpen()).isFalse();
            assertThat(log.lines())
                    .containsExactly(
                            "WARN sandbox refused a client: no CONNECT within 10 s of the connection; the service's"
                                    + " rule: MQTT 3.1.1, 3.1.4: a server closes a connection without CONNECT after a reasonable"
                                    + " time");
        }
        assertThat(bytesOfAll).hasValue(0);
    }

    @Test
    void afterConnectNeitherTimeNorBytesCount() {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[100]));
        assertThat(bytesOfAll).hasValue(100);

        ConnectLimit.connected(channel);
        ConnectLimit.connected(channel);
        pass(60);

        assertThat(bytesOfAll).hasValue(0);
        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }

    private void pass(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
    }
}
