package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenSource;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent.Kind;
import org.apache.camel.Exchange;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Tokens: renewed while messages flow, widened for new topics, and what an operator reads when they are not accepted. */
class TokenPromisesIT {

    private static final Duration LIMIT = Duration.ofSeconds(25);
    private static final Duration LONG = Duration.ofHours(1);

    private final Sandbox sandbox = SharedSandbox.get();
    private final String clientId = SharedSandbox.uniqueClientId();
    private final List<Token> issued = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"RW", "R,W"})
    void tokensAreRenewedWithoutADisconnectAndNothingLeavesBetweenUploadAndPuback(String types) throws Exception {
        sandbox.tokens().delayUploadAck(clientId, Duration.ofMillis(100));
        Set<String> received = ConcurrentHashMap.newKeySet();
        AtomicInteger published = new AtomicInteger();
        int renewals = types.contains(",") ? 6 : 3;
        try (Estate estate = estate(issuing(Duration.ofSeconds(3)), types)) {
            estate.consume("in", "paho:test/in", e -> received.add(e.getIn().getBody(String.class)));
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> {
                estate.publishAsync("paho:test/in", "message " + published.getAndIncrement());
                return count(Kind.UPLOAD_ACKNOWLEDGED) >= renewals;
            });
            await().atMost(LIMIT).until(() -> received.size() == published.get());

            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
            assertThat(betweenUploadAndPuback()).isEmpty();
        }
    }

    @Test
    void aTokenThatIsAboutToExpireIsRenewedAlthoughTheServiceSaysNothing() throws Exception {
        sandbox.tokens().withholdExpireNotice(clientId);
        try (Estate estate = estate(issuing(Duration.ofSeconds(3)), "RW")) {
            estate.publish("paho:test/a", "connected");
            await().atMost(LIMIT).until(() -> count(Kind.UPLOAD_ACKNOWLEDGED) >= 2);

            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
        }
    }

    @Test
    void theConnectionComesBackByItselfAfterTheSourceWasDownAcrossAnExpiry() throws Exception {
        AtomicBoolean down = new AtomicBoolean();
        TokenSource source = request -> {
            if (down.get()) {
                throw new TokenException("the token server is down for the test");
            }
            return issuing(Duration.ofSeconds(3)).fetch(request);
        };
        Set<String> received = ConcurrentHashMap.newKeySet();
        try (LogCapture log = new LogCapture();
                Estate estate = estate(source, "RW")) {
            estate.consume("in", "paho:test/in", e -> received.add(e.getIn().getBody(String.class)));
            estate.publish("paho:test/in", "before");
            down.set(true);
            await().atMost(LIMIT).until(() -> status(estate).tokenTrouble() != null);
            assertThat(status(estate).state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(HealthCheckHelper.invokeReadiness(estate.context(), "full"))
                    .filteredOn(result -> result.getCheck().getId().equals("paho-connections"))
                    .allMatch(result -> result.getState() == HealthCheck.State.UP
                            && result.getMessage().orElse("").contains("the token server is down for the test")
                            && result.getDetails().containsKey("tokenSecondsLeft"));
            await().atMost(LIMIT).until(() -> status(estate).state() != ConnectionState.CONNECTED);
            for (int i = 0; i < 50; i++) {
                estate.publishAsync("paho:test/in", "meanwhile " + i);
            }
            down.set(false);

            await().atMost(LIMIT).until(() -> received.size() == 51);
            assertThat(log.lines().stream().filter(line -> line.contains("no new token")))
                    .singleElement()
                    .asString()
                    .startsWith("WARN " + clientId)
                    .contains("the token server is down for the test", "lives on for");
            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("INFO") && line.contains("there are tokens again"));
        }
    }

    @Test
    void aRouteThatIsAddedLaterGetsATokenForItsTopicBeforeItSubscribes() throws Exception {
        Set<String> received = ConcurrentHashMap.newKeySet();
        try (Estate estate = estate(issuing(LONG), "RW")) {
            estate.publish("paho:test/a", "connected");
            estate.consume(
                    "later", "paho:alert/fire", e -> received.add(e.getIn().getBody(String.class)));
            await().atMost(LIMIT).until(() -> sandbox.subscriptionsOf(clientId).contains("alert/fire"));
            estate.publish("paho:alert/fire", "covered");

            await().atMost(LIMIT).until(() -> received.contains("covered"));
            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
        }
    }

    @Test
    void aMessageToAnotherParentTopicWaitsForATokenThatCoversIt() throws Exception {
        try (Estate estate = estate(issuing(LONG), "RW")) {
            estate.publish("paho:test/a", "connected");
            Exchange exchange = estate.fluent()
                    .to("paho:test/a")
                    .withHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, "alert/fire")
                    .withBody("x")
                    .asyncSend()
                    .get(20, TimeUnit.SECONDS);

            assertThat(exchange.getException()).isNull();
            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
            assertThat(count(Kind.UPLOAD_ACKNOWLEDGED)).isEqualTo(1);
        }
    }

    @Test
    void aTopicThatConfiguredResourcesDoNotCoverIsRefusedEarly() throws Exception {
        try (Estate estate = new Estate(sandbox.tcp(), clientId, component -> {
            component.getAccount().setAuthMode("token");
            component.getAccount().getToken().setSource(issuing(LONG));
            component.getAccount().getToken().setResources("test/#");
        })) {
            estate.publish("paho:test/a", "covered");
            assertThatThrownBy(() -> estate.consume("in", "paho:alert/fire", e -> {}))
                    .hasStackTraceContaining("'alert/fire' is not among what tokens are asked for (test/#)");
            assertThatThrownBy(() -> estate.publish("paho:alert/fire", "x"))
                    .hasStackTraceContaining("add it to token.resources");
            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
        }
    }

    @Test
    void aRevokedTokenIsReportedAndReplacedByAFreshOne() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate estate = estate(issuing(LONG), "RW")) {
            estate.publish("paho:test/a", "connected");
            sandbox.tokens().revoke(issued.get(0));
            await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) == 2);
            estate.publish("paho:test/a", "with a fresh token");

            assertOneLine(log, "was revoked (code 3)", "a fresh one is fetched");
            assertThat(log.lines()).noneMatch(line -> line.contains("another client"));
        }
    }

    @Test
    void aTokenThatExpiredIsReportedAndReplacedByAFreshOne() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate estate = estate(issuing(LONG), "RW")) {
            estate.publish("paho:test/a", "connected");
            sandbox.tokens().expire(issued.get(0));
            await().atMost(LIMIT).until(() -> sandbox.connectsOf(clientId) == 2);
            estate.publish("paho:test/a", "with a fresh token");

            assertOneLine(log, "has expired (code 2)", "this machine's clock");
        }
    }

    @Test
    void aForgedTokenIsReportedWithWhatToCheck() throws Exception {
        AtomicBoolean forging = new AtomicBoolean();
        TokenSource source = request -> forging.get()
                ? List.of(new Token(request.type(), "forged", Instant.now().plusSeconds(3)))
                : issuing(Duration.ofSeconds(3)).fetch(request);
        try (LogCapture log = new LogCapture();
                Estate estate = estate(source, "RW")) {
            estate.publish("paho:test/a", "connected");
            forging.set(true);
            await().atMost(LIMIT).until(() -> log.lines().stream().anyMatch(l -> l.contains("code 1, forged")));
            forging.set(false);
            await().atMost(LIMIT).until(() -> status(estate).state() == ConnectionState.CONNECTED);

            assertOneLine(log, "(code 1, forged)", "check that the token source gives the service's tokens unchanged");
        }
    }

    @Test
    void aTokenForAnotherResourceIsReportedWithItsCure() throws Exception {
        TokenSource narrow = request -> List.of(issue(request.type(), "test/other"));
        try (LogCapture log = new LogCapture();
                Estate estate = estate(narrow, "RW")) {
            estate.publishAsync("paho:test/a", "not covered");
            await().atMost(LIMIT).until(() -> log.lines().stream().anyMatch(l -> l.contains("wrong resource")));

            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("WARN " + clientId)
                            && line.contains("is not for a topic that was used (code 4, wrong resource)")
                            && line.contains("add that topic to token.resources"));
        }
    }

    @Test
    void aTokenForAnotherActionIsReportedWithItsCure() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate estate = estate(issuing(LONG), "R")) {
            estate.publishAsync("paho:test/a", "not allowed");
            await().atMost(LIMIT).until(() -> log.lines().stream().anyMatch(l -> l.contains("wrong action")));

            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("WARN " + clientId)
                            && line.contains("is not for what was done (code 5, wrong action)")
                            && line.contains("set token.types to RW or R,W"));
        }
    }

    private void assertOneLine(LogCapture log, String... texts) {
        assertThat(log.lines().stream().filter(line -> line.startsWith("WARN " + clientId) && line.contains(texts[0])))
                .singleElement()
                .asString()
                .contains(texts);
    }

    /** Issues what is asked for, with so long a life. */
    private TokenSource issuing(Duration life) {
        return request -> {
            Token token = sandbox.tokens()
                    .issue(request.type(), life, request.resources().toArray(String[]::new));
            issued.add(token);
            return List.of(token);
        };
    }

    private Token issue(TokenType type, String... resources) {
        return sandbox.tokens().issue(type, LONG, resources);
    }

    private Estate estate(TokenSource source, String types) throws Exception {
        return new Estate(sandbox.tcp(), clientId, component -> {
            component.getAccount().setAuthMode("token");
            component.getAccount().getToken().setSource(source);
            component.getAccount().getToken().setTypes(types);
            component.getConfiguration().setCleanSession(false);
        });
    }

    private static ConnectionStatus status(Estate estate) {
        return estate.component().connectionStatuses().get(0);
    }

    private long count(Kind kind) {
        return sandbox.tokens().eventsOf(clientId).stream()
                .filter(event -> event.kind() == kind)
                .count();
    }

    /** What the service saw while it waited for its own PUBACK to leave. */
    private List<ClientEvent> betweenUploadAndPuback() {
        List<ClientEvent> between = new CopyOnWriteArrayList<>();
        boolean uploading = false;
        for (ClientEvent event : sandbox.tokens().eventsOf(clientId)) {
            switch (event.kind()) {
                case TOKEN_UPLOADED -> uploading = true;
                case UPLOAD_ACKNOWLEDGED -> uploading = false;
                default -> {
                    if (uploading) {
                        between.add(event);
                    }
                }
            }
        }
        return between;
    }
}
