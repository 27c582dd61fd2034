package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class MessageLogTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int MEBIBYTE = 1024 * 1024;

    private final MessageLog<byte[]> log = new MessageLog<>(message -> message.length, new MessageBudget());

    @Test
    void oldestGoFirstOnceThereAreTooMany() {
        for (int i = 0; i <= MessageLog.MAX_MESSAGES; i++) {
            log.add(new byte[] {(byte) i});
        }

        assertThat(log.all()).hasSize(MessageLog.MAX_MESSAGES);
        assertThat(log.all().get(0)).isEqualTo(new byte[] {1});
    }

    @Test
    void oldestGoFirstOnceTheyAreTooLarge() {
        for (int i = 0; i < 10; i++) {
            log.add(new byte[MEBIBYTE]);
        }

        assertThat(log.all()).hasSize(MessageLog.MAX_BYTES / MEBIBYTE);
    }

    @Test
    void latestStaysWhateverItsSizeUntilTheNextComes() throws Exception {
        byte[] huge = new byte[MessageLog.MAX_BYTES + 1];
        log.add(huge);
        assertThat(log.await(message -> message == huge, LONG)).contains(huge);

        log.add(new byte[1]);
        assertThat(log.all()).hasSize(1);
    }

    @Test
    void eachCallReturnsTheOldestThatNoneHasReturned() throws Exception {
        byte[] first = {1, 1};
        byte[] second = {2, 2};
        log.add(first);
        log.add(new byte[1]);
        log.add(second);

        assertThat(log.await(message -> message.length == 2, Duration.ZERO)).contains(first);
        assertThat(log.await(message -> message.length == 2, LONG)).contains(second);
        assertThat(log.await(message -> message.length == 2, Duration.ofMillis(10)))
                .isEmpty();
        assertThat(log.returned(message -> message.length == 2)).isEqualTo(2);
        assertThat(log.all()).hasSize(3).startsWith(first);
        assertThat(log.await(message -> true, Duration.ZERO)).contains(new byte[1]);
    }

    @Test
    void ofTwoWhoWaitTheFirstGetsTheFirst() throws Exception {
        FutureTask<Optional<byte[]>> earlier = new FutureTask<>(() -> log.await(message -> true, LONG));
        Thread first = start(earlier);
        FutureTask<Optional<byte[]>> later = new FutureTask<>(() -> log.await(message -> true, LONG));
        Thread second = start(later);
        log.add(new byte[] {1});
        assertThat(earlier.get(LONG.toSeconds(), TimeUnit.SECONDS)).contains(new byte[] {1});
        assertThat(later.isDone()).isFalse();
        log.add(new byte[] {2});

        assertThat(later.get(LONG.toSeconds(), TimeUnit.SECONDS)).contains(new byte[] {2});
        assertThat(log.await(message -> true, Duration.ZERO)).isEmpty();
        first.join();
        second.join();
    }

    @Test
    void whatWasForgottenIsReturnedByNoCallAndWhoWaitsGoesOnWaiting() throws Exception {
        log.add(new byte[MessageLog.MAX_BYTES]);
        FutureTask<Optional<byte[]>> waiter = new FutureTask<>(() -> log.await(message -> message.length == 1, LONG));
        Thread thread = start(waiter);
        log.clear();
        assertThat(log.all()).isEmpty();
        assertThat(log.await(message -> true, Duration.ZERO)).isEmpty();
        log.add(new byte[] {3});
        log.add(new byte[] {4, 4});

        assertThat(waiter.get(LONG.toSeconds(), TimeUnit.SECONDS)).contains(new byte[] {3});
        assertThat(log.all()).hasSize(2);
        thread.join();
    }

    @Test
    void oldestThatIsWantedIsTheAnswer() throws Exception {
        byte[] first = {1, 1};
        log.add(new byte[1]);
        log.add(first);
        log.add(new byte[] {2, 2});

        assertThat(log.await(message -> message.length == 2, Duration.ZERO)).contains(first);
    }

    @Test
    void nothingIsTheAnswerOnceTheTimeIsUp() throws Exception {
        log.add(new byte[1]);

        assertThat(log.await(message -> message.length == 2, Duration.ofMillis(50)))
                .isEmpty();
    }

    @Test
    void waiterIsToldOfAMessageThatIsGoneAgainBeforeItWakes() throws Exception {
        byte[] wanted = {1, 2, 3};
        FutureTask<Optional<byte[]>> waiter = new FutureTask<>(() -> log.await(message -> message == wanted, LONG));
        Thread thread = start(waiter);
        synchronized (log) {
            // One turn with the log: the waiter cannot look in between.
            log.add(wanted);
            log.add(new byte[MessageLog.MAX_BYTES]);
        }

        assertThat(log.all()).doesNotContain(wanted);
        assertThat(waiter.get(LONG.toSeconds(), TimeUnit.SECONDS)).contains(wanted);
        thread.join();
    }

    @Test
    void interruptedWaiterEnds() throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread thread = start(new FutureTask<>(() -> {
            try {
                log.await(message -> true, LONG);
            } catch (InterruptedException e) {
                ended.complete(e);
            }
            return null;
        }));
        thread.interrupt();

        assertThat(ended.get(LONG.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        thread.join();
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "waiter");
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }

    @Test
    void argumentIsNamedByItsRefusal() {
        assertThatThrownBy(() -> Argument.requireText("topic", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic is empty: give one");
        assertThatThrownBy(() -> Argument.requireTime("pause", Duration.ofDays(366), "no pause"))
                .hasMessage("pause: PT8784H is more than a year: give a time, or zero for no pause");
    }
}
