package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Publishes numbered messages through a route, many at a time, and notes in the ledger what was acknowledged. The route
 * sends a message again until that succeeds, as every at-least-once sender does: a publish that fails, after 30 s for
 * one, is no loss. One thread of its own hands the messages out.
 */
final class Sender implements AutoCloseable {

    /** Messages handed out and not yet acknowledged; twice the connection's own window, so that this is filled. */
    static final int WINDOW = 2_000;

    private static final String ROUTE = "direct:numbered";
    private static final long RETRY_MILLIS = 1_000;
    private static final int RETRY_THREADS = 20;
    /** Longer than any outage of an experiment. */
    private static final long PATIENCE_MINUTES = 30;

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final Estate estate;
    private final Ledger ledger;
    private final Semaphore mayGo;
    private final int payloadBytes;
    private final Semaphore window = new Semaphore(WINDOW);
    /**
     * Camel's own has a queue of 1,000 and gives up an exchange whose retry finds no place in it: after a long stall
     * more publishes than that fail at the same time.
     */
    private final ScheduledExecutorService retries = Executors.newScheduledThreadPool(RETRY_THREADS);

    private Thread thread;
    private volatile boolean stopped;
    private volatile int handedOut;

    /**
     * @param uri where to publish
     * @param mayGo a permit of it is used up by each message
     */
    Sender(Estate estate, String uri, Ledger ledger, Semaphore mayGo, int payloadBytes) throws Exception {
        this.estate = estate;
        this.ledger = ledger;
        this.mayGo = mayGo;
        this.payloadBytes = payloadBytes;
        estate.add(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler()
                        .executorService(retries)
                        .maximumRedeliveries(-1)
                        .redeliveryDelay(RETRY_MILLIS)
                        .asyncDelayedRedelivery());
                from(ROUTE).routeId("numbered").to(uri);
            }
        });
    }

    /** Begins to send the messages 0 to {@code messages} - 1, and does not wait. */
    void start(int messages) {
        thread = new Thread(() -> send(messages), "numbered-sender");
        thread.setDaemon(true);
        thread.start();
    }

    /** Messages that were handed out so far: all of them must be acknowledged in the end. */
    int handedOut() {
        return handedOut;
    }

    /** Hands out nothing more; what is under way goes on. Answers how many were handed out in all. */
    int stop() throws InterruptedException {
        stopped = true;
        thread.join(TimeUnit.MINUTES.toMillis(1));
        if (thread.isAlive()) {
            throw new IllegalStateException("the sender still waits for its window, at message " + handedOut);
        }
        return handedOut;
    }

    /** Ends the threads. */
    @Override
    public void close() {
        stopped = true;
        retries.shutdownNow();
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void send(int messages) {
        try {
            while (handedOut < messages && !stopped) {
                if (!mayGo.tryAcquire(PATIENCE_MINUTES, TimeUnit.MINUTES)
                        || !window.tryAcquire(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                    return;
                }
                if (!stopped) {
                    send();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        int number = handedOut;
        handedOut = number + 1;
        estate.publishAsync(ROUTE, NumberedMessage.payload(number, payloadBytes))
                .whenComplete((exchange, failure) -> {
                    Throwable reason = failure == null ? exchange.getException() : failure;
                    if (reason == null) {
                        ledger.acknowledged(number);
                        window.release();
                    } else {
                        LOG.error("the route gave message {} up, which it never should", number, reason);
                    }
                });
    }
}
