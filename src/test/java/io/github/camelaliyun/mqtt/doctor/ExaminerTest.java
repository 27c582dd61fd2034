package io.github.camelaliyun.mqtt.doctor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a check does, the examination goes on, and ends in time. */
class ExaminerTest {

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final List<Result> results = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void end() {
        never.countDown();
        workers.shutdownNow();
    }

    private boolean examine(Duration limit, Check... checks) {
        return new Examiner(new Deadline(limit), workers, new Words(Locale.ENGLISH), results::add)
                .run(null, List.of(checks));
    }

    private List<String> found() {
        return results.stream()
                .map(result ->
                        result.finding().status() + " " + result.finding().found())
                .toList();
    }

    @Test
    void aCheckThatHangsIsGivenUpAndTheRestIsSkipped() {
        boolean through = examine(
                Duration.ofSeconds(30),
                check("names", Duration.ofMillis(50), this::hang),
                check("tcp", Check.USUAL_LIMIT, () -> List.of(Finding.ok("open"))),
                anyway("clock"));

        assertThat(through).isFalse();
        assertThat(found())
                .containsExactly(
                        "FAILED no answer within 1 s", "SKIPPED not looked at, because of names", "OK looked at");
    }

    @Test
    void nothingIsBegunBehindTheDeadline() {
        examine(Duration.ofMillis(50), check("names", Check.USUAL_LIMIT, this::hang), anyway("clock"));

        assertThat(found())
                .containsExactly("FAILED no answer within 1 s", "SKIPPED not looked at, as there was no time left");
    }

    @Test
    void whatACheckThrowsIsAFailure() {
        examine(Duration.ofSeconds(30), check("names", Check.USUAL_LIMIT, () -> {
            throw new IllegalStateException("odd\nforged");
        }));

        assertThat(found()).containsExactly("FAILED odd\\u000aforged");
    }

    private List<Finding> hang() throws InterruptedException {
        never.await();
        return List.of();
    }

    private static Check check(String id, Duration limit, Callable<List<Finding>> task) {
        return new Check() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public Duration limit() {
                return limit;
            }

            @Override
            public List<Finding> run() throws Exception {
                return task.call();
            }
        };
    }

    private static Check anyway(String id) {
        return new Check() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public boolean isRunAnyway() {
                return true;
            }

            @Override
            public List<Finding> run() {
                return List.of(Finding.ok("looked at"));
            }
        };
    }
}
