package meters;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/** The jar of the sandbox's broker has a logback.xml, which is to be of no effect on an application that has none. */
@SpringBootTest
@ActiveProfiles("test")
class LoggingTest {

    @Test
    void theLogHasTheFormatOfSpringBoot() {
        assertThat(getClass().getResource("/logback.xml").toString()).contains("hivemq");

        Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) root.getAppender("CONSOLE");
        assertThat(((PatternLayoutEncoder) console.getEncoder()).getPattern())
                .contains("%clr(")
                .contains("APPLICATION_NAME");
    }
}
