package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PublishWindowTest {

    private static final OutboundMessage MESSAGE = new OutboundMessage("test/a", new byte[0], 1, false);

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aCallerThatFindsNoPlaceIsToldSoInTime() throws Exception {
        PublishWindow window = new PublishWindow(TestLinks.options(1, Duration.ofMillis(200)), null, new Tally());
        window.publish(MESSAGE, failure -> {});

        assertThatThrownBy(() -> window.publish(MESSAGE, failure -> {}))
                .hasMessageContaining("found no place in the window of 1");
        assertThat(window.inFlight()).isEqualTo(1);
    }
}
