package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Unclaimed;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class OperatorLogTest {

    private static final ConnectionOptions CONNECTION = ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "client")
            .maxSubscriptions(30)
            .service(true)
            .build();

    private static final Map<Class<?>, Object> VALUES = Map.of(
            String.class,
            "text",
            int.class,
            7,
            long.class,
            9L,
            boolean.class,
            true,
            Duration.class,
            Duration.ofSeconds(3),
            Instant.class,
            Instant.EPOCH,
            Subscription.class,
            new Subscription("test/#", 1));

    @Test
    void aLineThatShowsAUriHasTheSchemeOfTheRoutes() {
        try (LogCapture log = new LogCapture()) {
            new OperatorLog(() -> "aliyun").onEvent(CONNECTION, new Unclaimed("test/p2p/x", 1, 3, false));

            assertThat(log.lines()).anyMatch(line -> line.contains("as in aliyun:test/p2p/x, or set unclaimed"));
        }
    }

    static Stream<Class<?>> events() {
        return Arrays.stream(ConnectionEvent.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("events")
    void eachEventIsToldInWordsOnce(Class<? extends ConnectionEvent> type) throws Exception {
        ConnectionEvent event = sample(type);
        Logger logger = LogManager.getLogger(MqttConnection.class);
        Level level = logger.getLevel();
        Configurator.setLevel(logger, Level.DEBUG);
        try (LogCapture log = new LogCapture()) {
            new OperatorLog(() -> "aliyun").onEvent(CONNECTION, event);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("client")
                    .doesNotContain(event.toString());
        } finally {
            Configurator.setLevel(logger, level);
        }
    }

    private static ConnectionEvent sample(Class<? extends ConnectionEvent> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return type.getDeclaredConstructor(types)
                .newInstance(
                        Arrays.stream(components).map(OperatorLogTest::value).toArray());
    }

    private static Object value(RecordComponent component) {
        Class<?> type = component.getType();
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        Object value = VALUES.get(type);
        assertThat(value).as("a sample of %s", component).isNotNull();
        return value;
    }
}
