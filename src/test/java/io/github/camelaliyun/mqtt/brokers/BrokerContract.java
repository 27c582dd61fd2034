package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.reliability.Ledger;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the component promises on every broker, and at last that nothing is lost when it is killed. A class for each broker
 * extends this; what one of them lacks is in {@link Limits}.
 */
abstract class BrokerContract extends ConnectionContract {

    /** From a kill to the end of the stream, with a slow start of the broker and a reconnect delay in it. */
    private static final Duration KILL_LIMIT = Duration.ofMinutes(2);

    private static final int KILL_STREAM = 20_000;
    private static final int KILL_AT = 5_000;
    private static final int UNACKNOWLEDGED = 500;

    /**
     * All that is acknowledged arrives. Where the broker forgets when it is killed, all that is acknowledged after that;
     * publisher and consumer are then one connection, so that nothing is published which nobody has subscribed. The last
     * one, so that the others are not on a broker that was killed.
     */
    @Test
    @Order(Integer.MAX_VALUE)
    @Shows(Behaviour.KILLED)
    void nothingAcknowledgedIsLostWhenTheBrokerIsKilled() throws Exception {
        boolean forgets = isLimited(Behaviour.KILLED) && !savesBeforeItIsKilled();
        Ledger ledger = new Ledger();
        BitSet before = new BitSet();
        AtomicInteger failed = new AtomicInteger();
        try (FaultProxy line = FaultProxy.inFrontOf(broker.tcp().getPort());
                Estate consumer = application(line.uri(), "killed", BrokerContract::patient);
                Estate other = application(line.uri(), "killed-publisher", BrokerContract::patient)) {
            Estate publisher = forgets ? consumer : other;
            consume(consumer, "paho:killed/in", e -> ledger.processed(number(e)));
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> sendSlowly(publisher, "paho:killed/in?qos=1", ledger, failed));
            await().atMost(STREAM_LIMIT).until(() -> ledger.acknowledgedCount() >= KILL_AT);
            assertThat(sent).isNotDone();
            if (forgets) {
                line.cut();
                broker.kill();
                await().atMost(LIMIT).until(() -> status(consumer).state() != ConnectionState.CONNECTED);
                before.or(ledger.acknowledgedMessages());
                broker.restart();
                line.restore();
            } else {
                broker.crash(line);
            }
            await().atMost(KILL_LIMIT)
                    .untilAsserted(() -> assertThat(sent)
                            .as("the stream, of which %s; %s", ledger, status(publisher))
                            .isDone());
            try {
                await().atMost(KILL_LIMIT).until(() -> lost(ledger, before).isEmpty());
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(
                        "acknowledged" + (forgets ? " after the restart" : "") + " and not received: "
                                + lost(ledger, before) + "; " + ledger,
                        e);
            }
            assertThat(failed.get()).as("publishes that failed").isZero();
            assertThat(ledger.acknowledgedCount()).isEqualTo(KILL_STREAM);
            figure = ledger.duplicates() + " twice"
                    + (forgets ? ", " + ledger.lost() + " of those acknowledged before the kill lost" : "");
        }
    }

    /** Whether {@link BrokerUnderTest#crash} loses nothing although a kill without more would. */
    boolean savesBeforeItIsKilled() {
        return false;
    }

    private static BitSet lost(Ledger ledger, BitSet before) {
        BitSet lost = ledger.lostMessages();
        lost.andNot(before);
        return lost;
    }

    private static void sendSlowly(Estate publisher, String uri, Ledger ledger, AtomicInteger failed) {
        Semaphore window = new Semaphore(UNACKNOWLEDGED);
        for (int i = 0; i < KILL_STREAM; i++) {
            int number = i;
            window.acquireUninterruptibly();
            publisher.publishAsync(uri, String.valueOf(i)).whenComplete((exchange, failure) -> {
                if (failure == null && exchange.getException() == null) {
                    ledger.acknowledged(number);
                } else {
                    failed.incrementAndGet();
                }
                window.release();
            });
        }
        window.acquireUninterruptibly(UNACKNOWLEDGED);
    }

    /** Its publishes outlive the outage. */
    private static void patient(AliyunMqttComponent component) {
        persistent(component);
        component.setPublishTimeout(KILL_LIMIT.toMillis() / 2);
    }
}
