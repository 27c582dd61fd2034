package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.reliability.LifePlan.Kind;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.PahoConstants;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** A route of a {@link RandomLife}: writes into the books what it gets, and fails, dawdles or publishes while it is told to. */
final class LifeRoute {

    private static final int SMALL_QUEUE = 2;
    /** So that the pause before the next attempt stays below 3 s. */
    private static final int MOST_FAILURES = 2;

    private static final Duration DAWDLES = Duration.ofMillis(100);
    private static final String ECHO = "echo";

    private final int index;
    private final LifePlan.Route plan;
    private final String topic;
    private final FilterFamily family;
    private final LifeBooks books;
    private final String queue;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private volatile Mischief mischief = new Mischief(null, 0);

    private record Mischief(Kind kind, long until) {}

    /** Its topics are below this one. */
    LifeRoute(int index, LifePlan plan, String topic, LifeBooks books) {
        this.index = index;
        this.plan = plan.routes().get(index);
        this.topic = topic;
        this.family = plan.family();
        this.books = books;
        this.queue = "seda:" + id();
    }

    String id() {
        return "r" + index;
    }

    /** Of its own, since Camel takes only one consumer with the same URI. */
    String quietHandler() {
        return "quiet" + index;
    }

    /** Fails, dawdles or publishes for a time. */
    void begin(Kind kind, Duration time) {
        mischief = new Mischief(kind, System.nanoTime() + time.toNanos());
    }

    void behave() {
        mischief = new Mischief(null, 0);
    }

    /** With this filter. */
    RouteBuilder definition(String filter) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().loggingLevel(LoggingLevel.OFF));
                var received = from("paho:" + topic + "/" + filter + "?qos=" + plan.qos() + "&concurrentConsumers="
                                + plan.consumers() + "&exceptionHandler=#" + quietHandler())
                        .routeId(id())
                        .filter(e -> !ECHO.equals(e.getIn().getBody(String.class)))
                        .process(e -> books.begun(index, topicOf(e), Feed.number(e), System.nanoTime()));
                if (plan.seda()) {
                    received.choice()
                            .when(e -> doing(Kind.FILL_A_SMALL_QUEUE))
                            .to(queue + "-small?size=" + SMALL_QUEUE)
                            .otherwise()
                            .to(queue);
                } else {
                    received.process(LifeRoute.this::work)
                            .filter(e -> doing(Kind.PUBLISH))
                            .setProperty("number", body())
                            .setBody(constant(ECHO))
                            .removeHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC)
                            .to("paho:" + topic + "/echo?qos=1")
                            .setBody(exchangeProperty("number"))
                            .end()
                            .process(LifeRoute.this::end);
                }
            }
        };
    }

    /** What takes over from the route; null if nothing does. It is never stopped. */
    RouteBuilder successor() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().loggingLevel(LoggingLevel.OFF));
                if (plan.seda()) {
                    for (String from : List.of(queue + "-small?size=" + SMALL_QUEUE + "&", queue + "?")) {
                        from(from + "exceptionHandler=#" + quietHandler())
                                .process(LifeRoute.this::work)
                                .process(LifeRoute.this::end);
                    }
                }
            }
        };
    }

    private void work(Exchange exchange) throws InterruptedException {
        if (doing(Kind.BE_SLOW) || doing(Kind.FILL_A_SMALL_QUEUE)) {
            Progress.last(DAWDLES);
        }
        boolean exception = doing(Kind.FAIL_WITH_EXCEPTION);
        boolean error = doing(Kind.FAIL_WITH_ERROR);
        if ((exception || error) && mayFail(exchange)) {
            books.failing(topicOf(exchange), Feed.number(exchange));
            if (exception || plan.seda()) {
                throw new IllegalStateException("fails as planned");
            }
            throw ThreadLocalRandom.current().nextBoolean()
                    ? new AssertionError("fails as planned")
                    : new StackOverflowError("fails as planned");
        }
    }

    private boolean mayFail(Exchange exchange) {
        return ThreadLocalRandom.current().nextBoolean()
                && failures.merge(topicOf(exchange) + " " + Feed.number(exchange), 1, Integer::sum) <= MOST_FAILURES;
    }

    private void end(Exchange exchange) {
        books.processed(
                index,
                topicOf(exchange),
                Feed.number(exchange),
                exchange.getIn().getHeader(PahoConstants.MQTT_QOS, Integer.class));
    }

    private boolean doing(Kind kind) {
        Mischief now = mischief;
        return now.kind == kind && System.nanoTime() < now.until;
    }

    private int topicOf(Exchange exchange) {
        String full = exchange.getIn().getHeader(PahoConstants.MQTT_TOPIC, String.class);
        return family.topics().indexOf(full.substring(topic.length() + 1));
    }
}
