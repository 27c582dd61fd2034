package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Where there is no memory for a moment the task that was to go on is lost; the connection comes back all the same. */
class LostTaskTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedWire wire = new ScriptedWire();
    private boolean timerFails;
    private boolean clockFails;
    private boolean workersForget;
    private boolean credentialsFail;
    private boolean clockFailsWithCredentials;

    private final ScheduledThreadPoolExecutor failing = new ScheduledThreadPoolExecutor(0) {
        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            noMemory(timerFails);
            return timer.schedule(work, delay, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long delay, long pause, TimeUnit unit) {
            return timer.scheduleWithFixedDelay(work, delay, pause, unit);
        }
    };

    private final MqttConnection connection = TestConnections.of(
            ConnectionOptions.of(List.of("tcp://127.0.0.1:1", "tcp://127.0.0.1:2"), "GID_test@@@1")
                    .connectTimeout(MINUTE)
                    .maxInflight(10)
                    .maxSubscriptions(30)
                    .build(),
            clientId -> {
                clockFails |= clockFailsWithCredentials;
                if (credentialsFail) {
                    LostTaskTest.<RuntimeException>raise(new Unspeakable());
                }
                return new Credentials("user", "password");
            },
            new ConnectionThreads(
                    wire,
                    failing,
                    task -> {
                        if (!workersForget) {
                            task.run();
                        }
                    },
                    Runnable::run,
                    timer::nanoTime,
                    () -> {
                        noMemory(clockFails);
                        return Instant.EPOCH.plusNanos(timer.nanoTime());
                    },
                    new Random(1)),
            (of, event) -> {});

    /** There is no memory for its words. */
    private static final class Unspeakable extends MqttException {
        private static final long serialVersionUID = 1;

        Unspeakable() {
            super(0);
        }

        @Override
        public int getReasonCode() {
            throw new OutOfMemoryError("says the test");
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void raise(Exception any) throws E {
        throw (E) any;
    }

    private static void noMemory(boolean fails) {
        if (fails) {
            throw new OutOfMemoryError("says the test");
        }
    }

    @BeforeEach
    void connect() {
        timer.advance(Duration.ofHours(1));
        connection.open();
        wire.latest().open();
        wire.latest().deliver(new Packet.Connack(false, 0));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @AfterEach
    void comesBack() {
        timerFails = false;
        clockFails = false;
        workersForget = false;
        credentialsFail = false;
        clockFailsWithCredentials = false;
        awaitLine();
        wire.latest().open();
        wire.latest().deliver(new Packet.Connack(false, 0));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    private void awaitLine() {
        int before = wire.lines.size();
        for (int i = 0; i < 300 && wire.lines.size() == before; i++) {
            timer.advance(Duration.ofSeconds(1));
        }
        assertThat(wire.lines).hasSizeGreaterThan(before);
    }

    @Test
    void theWorkerThatWasToOpenALineToTheAddressesIsLost() {
        CompletableFuture<List<Way>> found = new CompletableFuture<>();
        wire.onLookUp = way -> found;
        wire.latest().closeByServer();
        timer.advance(MINUTE);
        workersForget = true;
        found.complete(List.of(wire.ways.get(0)));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING);
        wire.onLookUp = way -> CompletableFuture.completedFuture(List.of(way));
    }

    /** Nothing is lost here. */
    @Test
    void aServerWhoseNameTakesLongIsReachedAfterOneThatHasFailed() {
        wire.latest().closeByServer();
        awaitLine();
        CompletableFuture<List<Way>> found = new CompletableFuture<>();
        List<String> asked = new ArrayList<>();
        wire.onLookUp = way -> {
            asked.add(way.serverUri());
            return found;
        };
        wire.latest().closeByServer();
        timer.advance(MINUTE.minusSeconds(1));
        assertThat(asked).containsExactly("tcp://127.0.0.1:2");
        int before = wire.lines.size();
        found.complete(List.of(new Way("tcp://127.0.0.1:2", null, null)));

        assertThat(wire.lines).hasSize(before + 1);
        assertThat(wire.latest().serverUri).endsWith(":2");
        wire.onLookUp = way -> CompletableFuture.completedFuture(List.of(way));
        wire.latest().closeByServer();
    }

    @Test
    void theTimerTakesNoTaskAtALoss() {
        timerFails = true;
        assertThat(catchThrowable(wire.latest()::closeByServer)).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void theTimerTakesNoTaskAtTheBeginOfAnAttempt() {
        wire.latest().closeByServer();
        timerFails = true;
        catchThrowable(() -> timer.advance(MINUTE));
        assertThat(connection.state()).isNotEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void aLinkThatEndedInPartIsCut() {
        wire.latest().closeByServer();
        awaitLine();
        ScriptedLine silent = wire.latest();
        silent.open();
        timer.onCancel = () -> noMemory(true);
        catchThrowable(() -> timer.advance(MINUTE));
        timer.onCancel = () -> {};
        assertThat(silent.cut).isNull();
        timer.advance(MINUTE);

        assertThat(silent.cut).isNotNull();
    }

    @Test
    void theClockFailsAtALoss() {
        clockFails = true;
        assertThat(catchThrowable(wire.latest()::closeByServer)).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void theClockFailsAtTheBeginOfAnAttempt() {
        wire.latest().closeByServer();
        clockFails = true;
        timer.advance(MINUTE);
        assertThat(connection.state()).isNotEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void theReasonOfAFailedAttemptFindsNoMemory() {
        wire.latest().closeByServer();
        credentialsFail = true;
        timer.advance(MINUTE);
        assertThat(connection.state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void theEndOfAnAttemptThatGotNoCredentialsIsLost() {
        wire.latest().closeByServer();
        credentialsFail = true;
        clockFailsWithCredentials = true;
        timer.advance(MINUTE);
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING);
    }

    @Test
    void theWorkerThatWasToConnectIsLost() {
        wire.latest().closeByServer();
        workersForget = true;
        timer.advance(MINUTE);
        assertThat(connection.state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void theWorkerThatWasToGoOnToTheNextServerIsLost() {
        wire.latest().closeByServer();
        awaitLine();
        workersForget = true;
        wire.latest().closeByServer();
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING);
    }
}
