package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
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

    private final MqttConnection connection = new MqttConnection(
            WindowRig.options(true, 10, Duration.ofSeconds(30)),
            null,
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

    private static void noMemory(boolean fails) {
        if (fails) {
            throw new OutOfMemoryError("says the test");
        }
    }

    @BeforeEach
    void connect() {
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
        awaitLine();
        wire.latest().open();
        wire.latest().deliver(new Packet.Connack(false, 0));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    private void awaitLine() {
        int before = wire.lines.size();
        for (int i = 0; i < 120 && wire.lines.size() == before; i++) {
            timer.advance(Duration.ofSeconds(1));
        }
        assertThat(wire.lines).hasSizeGreaterThan(before);
    }

    @Test
    void theTimerTakesNoTaskAtALoss() {
        timerFails = true;
        assertThat(catchThrowable(wire.latest()::closeByServer)).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void theClockFailsAtALoss() {
        clockFails = true;
        assertThat(catchThrowable(wire.latest()::closeByServer)).isInstanceOf(OutOfMemoryError.class);
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
