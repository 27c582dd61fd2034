package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.List;

/** Links that never connect: names for the tests of what is done with links. */
final class TestLinks {

    private TestLinks() {}

    static Link unconnected() {
        return new Link(options(), new ConnectionThreads(new ManualTimer(), null, null), null);
    }

    static ConnectionOptions options() {
        return options(10, Duration.ofSeconds(30));
    }

    static ConnectionOptions options(int maxInflight, Duration publishTimeout) {
        return new ConnectionOptions(
                List.of("tcp://127.0.0.1:1"),
                "GID_test@@@1",
                true,
                Duration.ofSeconds(90),
                Duration.ofSeconds(3),
                maxInflight,
                publishTimeout,
                4,
                null,
                true,
                null,
                null,
                30);
    }
}
