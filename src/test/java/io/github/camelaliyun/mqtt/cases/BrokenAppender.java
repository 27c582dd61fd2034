package io.github.camelaliyun.mqtt.cases;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.config.Property;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A log appender that throws at the first line of the project's that is of the level: an appender that is told not to
 * ignore its exceptions, with a full disk. From its making to its closing.
 */
final class BrokenAppender implements AutoCloseable {

    private static final String PROJECT = "io.github.camelaliyun.mqtt.";
    private static final String KIT = PROJECT + "kit.";

    private final Logger root = (Logger) LogManager.getRootLogger();
    private final AtomicBoolean thrown = new AtomicBoolean();
    private final Thrower appender;

    BrokenAppender(Level level) {
        appender = new Thrower(level);
        appender.start();
        root.addAppender(appender);
    }

    boolean hasThrown() {
        return thrown.get();
    }

    @Override
    public void close() {
        root.removeAppender(appender);
        appender.stop();
    }

    private final class Thrower extends AbstractAppender {
        private final Level level;

        Thrower(Level level) {
            super("broken", null, null, false, Property.EMPTY_ARRAY);
            this.level = level;
        }

        @Override
        public void append(LogEvent event) {
            String name = event.getLoggerName();
            if (event.getLevel() == level
                    && name.startsWith(PROJECT)
                    && !name.startsWith(KIT)
                    && thrown.compareAndSet(false, true)) {
                throw new AppenderLoggingException("no space left on device, says the test");
            }
        }
    }
}
