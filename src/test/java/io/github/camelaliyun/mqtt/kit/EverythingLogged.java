package io.github.camelaliyun.mqtt.kit;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Collects every line that anything in this JVM logs, down to TRACE, and what Paho tells {@code java.util.logging},
 * from its making to its closing. The console gets what it got before.
 */
public final class EverythingLogged implements AutoCloseable {

    /** Camel writes the values of placeholders there at DEBUG, so the project's logging keeps these at INFO. */
    public static final List<String> PLACEHOLDERS = List.of(
            "org.apache.camel.component.properties", "org.apache.camel.impl.engine.DefaultCamelContextExtension");

    private final LoggerContext context = LoggerContext.getContext(false);
    private final Map<LoggerConfig, Level> before = new HashMap<>();
    private final Map<LoggerConfig, Map<String, Level>> thresholds = new HashMap<>();
    private final LogCapture capture = new LogCapture();
    private final Logger paho = Logger.getLogger("org.eclipse.paho");
    private final java.util.logging.Level pahoBefore = paho.getLevel();
    private final JulCollector jul = new JulCollector();

    public EverythingLogged() {
        Configuration configuration = context.getConfiguration();
        configuration.getLoggers().values().stream()
                .filter(logger -> !PLACEHOLDERS.contains(logger.getName()))
                .forEach(logger -> {
                    before.put(logger, logger.getLevel());
                    limitConsole(logger, logger.getLevel());
                    logger.setLevel(Level.TRACE);
                });
        context.updateLoggers();
        paho.setLevel(java.util.logging.Level.ALL);
        paho.addHandler(jul);
    }

    /** So that a test run does not print what only this object is to see. */
    private void limitConsole(LoggerConfig logger, Level level) {
        thresholds.put(logger, new HashMap<>());
        logger.getAppenders().forEach((name, appender) -> {
            if (name.equals("console")) {
                thresholds.get(logger).put(name, level);
                logger.removeAppender(name);
                logger.addAppender(appender, level, null);
            }
        });
    }

    /** Everything so far. */
    public List<String> lines() {
        List<String> all = new ArrayList<>(capture.lines());
        all.addAll(jul.lines);
        return all;
    }

    @Override
    public void close() {
        paho.removeHandler(jul);
        paho.setLevel(pahoBefore);
        before.forEach(LoggerConfig::setLevel);
        thresholds.forEach((logger, names) -> names.keySet().forEach(name -> {
            var appender = logger.getAppenders().get(name);
            logger.removeAppender(name);
            logger.addAppender(appender, null, null);
        }));
        context.updateLoggers();
        capture.close();
    }

    private static final class JulCollector extends Handler {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            StringBuilder line = new StringBuilder(String.valueOf(record.getMessage()));
            if (record.getParameters() != null) {
                for (Object parameter : record.getParameters()) {
                    line.append(' ').append(parameter);
                }
            }
            lines.add(line.append(record.getThrown() == null ? "" : " " + record.getThrown())
                    .toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
