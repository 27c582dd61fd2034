package io.github.camelaliyun.mqtt.connection;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Links that never connect, names for the tests of what is done with links; and the options of those that do. */
final class TestLinks {

    private TestLinks() {}

    static Link unconnected() {
        return new Link(options(), new ConnectionThreads(new ManualTimer(), null, null), null);
    }

    static ConnectionOptions options() {
        return options(10, Duration.ofSeconds(30));
    }

    static ConnectionOptions options(int maxInflight, Duration publishTimeout) {
        return options(URI.create("tcp://127.0.0.1:1"), maxInflight, publishTimeout);
    }

    /** Options of a link that does connect. */
    static ConnectionOptions to(URI server) {
        return options(server, 10, Duration.ofSeconds(30));
    }

    private static ConnectionOptions options(URI server, int maxInflight, Duration publishTimeout) {
        return new ConnectionOptions(
                List.of(server.toString()),
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
                30,
                null);
    }
}
