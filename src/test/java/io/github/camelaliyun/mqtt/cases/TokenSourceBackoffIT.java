package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenRequest;
import io.github.camelaliyun.mqtt.credential.token.TokenSource;
import io.github.camelaliyun.mqtt.kit.Estate;
import org.apache.camel.Exchange;
import org.apache.camel.component.paho.PahoConstants;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A token source that fails is asked after 1, 2, 4 ... seconds, whoever it is that needs a token. */
class TokenSourceBackoffIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** In this time it is asked at once, after 1 s and after 2 s more, each with a quarter of spread. */
    private static final Duration WATCHED = Duration.ofSeconds(4);

    private static final int MOST_CALLS = 4;

    private final FailingSource source = new FailingSource();

    @WaitingTest
    void c9AFailingSourceIsAskedWithBackoffWhilePublishesToAnUncoveredTopicGoOn() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker((link, packet) -> false);
                Estate application = application(broker.uri())) {
            application.publish("paho:test/a", "connected");
            source.begins();
            watch(Duration.ofMillis(400), () -> publish(application, "alert/fire"));

            source.assertAskedWithBackoff();
        }
    }

    @WaitingTest
    void c9TheBackoffIsTheSameForManyUncoveredTopicsAndEndsWhenTheSourceWorksAgain() throws Exception {
        AtomicInteger topics = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((link, packet) -> false);
                Estate application = application(broker.uri())) {
            application.publish("paho:test/a", "connected");
            source.begins();
            watch(Duration.ofMillis(100), () -> publish(application, "parent" + topics.incrementAndGet() + "/x"));
            source.assertAskedWithBackoff();

            source.ends();
            await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).until(() -> {
                Exchange exchange = publish(application, "alert/fire").get(20, TimeUnit.SECONDS);
                return exchange.getException() == null;
            });
        }
    }

    @WaitingTest
    void c9TheServersNoticesOfExpiryDoNotShortenTheBackoff() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker((link, packet) -> false);
                Estate application = application(broker.uri())) {
            application.publish("paho:test/a", "connected");
            source.begins();
            byte[] notice = ("{\"expireTime\":" + Instant.now().plusSeconds(600).toEpochMilli() + ",\"type\":\"RW\"}")
                    .getBytes();
            watch(Duration.ofMillis(100), () -> broker.lastLink().publish("$SYS/tokenExpireNotice", notice, 0, 0));

            source.assertAskedWithBackoff();
        }
    }

    @WaitingTest
    void c9RoutesThatStartOnUncoveredTopicsDoNotShortenTheBackoff() throws Exception {
        AtomicInteger routes = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((link, packet) -> false);
                Estate application = application(broker.uri())) {
            application.publish("paho:test/a", "connected");
            source.begins();
            watch(Duration.ofMillis(200), () -> {
                int number = routes.incrementAndGet();
                try {
                    application.consume("route " + number, "paho:parent" + number + "/x", e -> {});
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });

            source.assertAskedWithBackoff();
        }
    }

    private Estate application(URI server) throws Exception {
        return new Estate(server, "GID_test@@@backoff", component -> {
            component.getAccount().setAuthMode("token");
            component.setPublishTimeout(20_000);
            component.getAccount().getToken().setSource(source);
        });
    }

    private static Future<Exchange> publish(Estate application, String topic) {
        return application
                .fluent()
                .to("paho:test/a")
                .withHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, topic)
                .withBody("x")
                .asyncSend();
    }

    /** Does this again and again for as long as the calls of the source are counted. */
    private static void watch(Duration interval, Runnable action) {
        Instant end = Instant.now().plus(WATCHED);
        await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(interval).until(() -> {
            action.run();
            return Instant.now().isAfter(end);
        });
    }

    /** Gives tokens for an hour, but none while it fails. */
    private static final class FailingSource implements TokenSource {

        private final AtomicInteger calls = new AtomicInteger();
        private volatile boolean failing;

        @Override
        public List<Token> fetch(TokenRequest request) throws TokenException {
            if (failing) {
                calls.incrementAndGet();
                throw new TokenException("the token source fails for the test");
            }
            return List.of(new Token(request.type(), "a-token", Instant.now().plusSeconds(3_600)));
        }

        void begins() {
            failing = true;
        }

        void ends() {
            failing = false;
        }

        void assertAskedWithBackoff() {
            assertThat(calls.get())
                    .as("calls of the failing token source within %s", WATCHED)
                    .isBetween(1, MOST_CALLS);
        }
    }
}
