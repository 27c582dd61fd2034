package io.github.camelaliyun.mqtt.kit;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Collects what is logged, from its making to its closing. */
public final class LogCapture implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LogManager.getRootLogger();
    private final Collector appender = new Collector();

    public LogCapture() {
        appender.start();
        root.addAppender(appender);
    }

    /** Level and message of each event, with the message of its exception. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits up to 20 s for a line that begins so and has all these words. */
    public void awaitLine(String begin, String... words) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(lines())
                        .anySatisfy(line -> assertThat(line).startsWith(begin).contains(words)));
    }

    @Override
    public void close() {
        root.removeAppender(appender);
        appender.stop();
    }

    private final class Collector extends AbstractAppender {
        Collector() {
            super("capture", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage()
                    + (event.getThrown() == null ? "" : " " + event.getThrown()));
        }
    }
}
