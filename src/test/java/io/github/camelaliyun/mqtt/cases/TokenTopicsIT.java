package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenRequest;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.PahoConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One message to a topic that no token is to be had for fails alone: renewals go on for the topics that are granted. The
 * token source refuses whatever is not below {@code test}, as a token server with rights for each client does. There is an
 * application for each kind of topic, and they all live through the same few seconds.
 */
@Timeout(90)
class TokenTopicsIT {

    private static final Duration LIFE = Duration.ofSeconds(8);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long PUBLISH_TIMEOUT_MILLIS = 2_000;
    private static final String REFUSED = "refused";
    private static final String AFTER = "after the end of the first tokens";
    private static final List<Throwable> UNCAUGHT = new CopyOnWriteArrayList<>();

    private static final Map<BadTopic, App> APPS = new EnumMap<>(BadTopic.class);
    /** When the tokens that there were at the bad message are over. */
    private static Instant over;

    /** A topic that no token is given for, and the way it comes in. */
    enum BadTopic {
        OF_A_HEADER {
            @Override
            List<Future<Exchange>> use(App app) {
                return List.of(app.sendTo("bad/x"));
            }
        },
        OF_A_DYNAMIC_ENDPOINT {
            @Override
            List<Future<Exchange>> use(App app) {
                return List.of(app.sendDynamically("bad"));
            }
        },
        WITH_A_COMMA {
            @Override
            List<Future<Exchange>> use(App app) {
                return List.of(app.sendTo("a,b/x"), app.sendDynamically("a,b"));
            }
        },
        WITH_A_WILDCARD {
            @Override
            List<Future<Exchange>> use(App app) {
                return List.of(app.sendTo("+/x"), app.sendDynamically("+"));
            }
        },
        OF_70_000_CHARACTERS {
            @Override
            List<Future<Exchange>> use(App app) {
                return List.of(app.sendDynamically("x".repeat(70_000)));
            }
        },
        OF_A_ROUTE_WITH_A_REFUSED_FILTER {
            @Override
            List<Future<Exchange>> use(App app) throws Exception {
                app.estate.consume("refused", "paho:bad/in", e -> {});
                return List.of();
            }
        };

        /** The messages that are to fail. */
        abstract List<Future<Exchange>> use(App app) throws Exception;
    }

    @BeforeAll
    static void useBadTopicsAndWaitForTheEndOfTheTokens() throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, uncaught) -> UNCAUGHT.add(uncaught));
        for (BadTopic bad : BadTopic.values()) {
            APPS.put(bad, new App());
        }
        for (App app : APPS.values()) {
            app.inbox.awaitSubscribed(app.estate, app.topic);
        }
        for (Map.Entry<BadTopic, App> entry : APPS.entrySet()) {
            entry.getValue().failing = entry.getKey().use(entry.getValue());
        }
        over = Instant.now().plus(LIFE).plusMillis(1_000);
        await().dontCatchUncaughtExceptions()
                .atMost(LIFE.multipliedBy(3))
                .until(() -> Instant.now().isAfter(over));
    }

    @AfterAll
    static void close() {
        APPS.values().forEach(app -> app.estate.close());
        APPS.clear();
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    @ParameterizedTest
    @EnumSource
    void c08AMessageToATopicWithoutATokenFailsAloneAndTokensAreRenewed(BadTopic bad) throws Exception {
        App app = APPS.get(bad);
        for (Future<Exchange> publish : app.failing) {
            assertThat(publish.get(LIMIT.toSeconds(), TimeUnit.SECONDS).getException())
                    .as("the failure of the one message")
                    .isNotNull();
        }
        app.estate.publishAsync("paho:" + app.topic, AFTER);
        app.inbox.await(List.of(AFTER), LIMIT);

        assertThat(app.sandbox.connectsOf(app.clientId)).as("connects").isEqualTo(1);
        assertThat(app.granted)
                .as("tokens that were granted since")
                .anyMatch(token -> token.expiresAt().isAfter(over));
        assertThat(UNCAUGHT).as("exceptions that nobody caught").isEmpty();
    }

    /** An application with a route that receives and one whose endpoint is dynamic. */
    private static final class App {
        private final Sandbox sandbox = SharedSandbox.get();
        private final String clientId = SharedSandbox.uniqueClientId();
        private final String topic = "test/" + clientId.substring(clientId.indexOf("@@@") + 3);
        private final List<Token> granted = new CopyOnWriteArrayList<>();
        private final Inbox inbox = new Inbox();
        private final Estate estate;
        private List<Future<Exchange>> failing = List.of();

        App() throws Exception {
            estate = new Estate(sandbox.tcp(), clientId, component -> {
                component.getAccount().setAuthMode("token");
                component.getAccount().getToken().setSource(this::tokens);
                component.setPublishTimeout(PUBLISH_TIMEOUT_MILLIS);
            });
            estate.consume("in", "paho:" + topic, inbox).add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:dynamic").routeId("dynamic").toD("paho:${header.parent}/x");
                }
            });
        }

        private List<Token> tokens(TokenRequest request) throws TokenException {
            if (!request.resources().stream().allMatch(resource -> resource.startsWith("test/"))) {
                throw new TokenException("the server grants no token for a topic that is asked for");
            }
            Token token = sandbox.tokens()
                    .issue(request.type(), LIFE, request.resources().toArray(String[]::new));
            granted.add(token);
            return List.of(token);
        }

        Future<Exchange> sendTo(String other) {
            return estate.fluent()
                    .to("paho:" + topic)
                    .withHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, other)
                    .withBody(REFUSED)
                    .asyncSend();
        }

        Future<Exchange> sendDynamically(String parent) {
            return estate.fluent()
                    .to("direct:dynamic")
                    .withHeader("parent", parent)
                    .withBody(REFUSED)
                    .asyncSend();
        }
    }
}
