package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Unclaimed;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class OperatorLogTest {

    private static final ConnectionOptions CONNECTION = ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "client")
            .maxSubscriptions(30)
            .service(true)
            .build();

    @Test
    void aLineThatShowsAUriHasTheSchemeOfTheRoutes() {
        try (LogCapture log = new LogCapture()) {
            new OperatorLog(() -> "aliyun").onEvent(CONNECTION, new Unclaimed("test/p2p/x", 1, 3, false));

            assertThat(log.lines()).anyMatch(line -> line.contains("as in aliyun:test/p2p/x, or set unclaimed"));
        }
    }
}
