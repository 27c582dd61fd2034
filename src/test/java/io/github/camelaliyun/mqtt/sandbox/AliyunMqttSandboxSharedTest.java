package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.assertClosed;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.assertRefusesToAnswer;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.failuresOf;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.failuresOfAtOnce;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.seeWorking;
import static org.assertj.core.api.Assertions.assertThat;

/** One extension in a field that several classes inherit. */
class AliyunMqttSandboxSharedTest {

    private static final long PATIENCE_SECONDS = 30;

    @BeforeEach
    void forget() {
        ExtensionRun.SEEN.clear();
    }

    static class Base {

        @RegisterExtension
        static final AliyunMqttSandbox SANDBOX = AliyunMqttSandbox.create();
    }

    static class Fails implements BeforeAllCallback {

        @Override
        public void beforeAll(ExtensionContext context) {
            throw new IllegalStateException("the database is not there");
        }
    }

    /** An extension of a class comes before those in its fields. */
    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    @ExtendWith(Fails.class)
    static class AfterAFailure extends Base {

        @Test
        void one() {
            ExtensionRun.SEEN.add(SANDBOX.endpoint());
        }
    }

    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    static class Next extends Base {

        @Test
        void one() throws Exception {
            seeWorking(SANDBOX);
        }
    }

    @Test
    void failureOfAnEarlierExtensionLeavesTheNextClassItsSandbox() {
        for (int i = 0; i < 2; i++) {
            assertThat(failuresOf(AfterAFailure.class))
                    .singleElement()
                    .asString()
                    .contains("the database is not there");
        }
        assertThat(ExtensionRun.SEEN).isEmpty();
        assertRefusesToAnswer(Base.SANDBOX);

        assertThat(failuresOf(Next.class)).isEmpty();
        assertThat(ExtensionRun.SEEN).hasSize(1);
        assertClosed(ExtensionRun.SEEN.get(0));
        assertRefusesToAnswer(Base.SANDBOX);
    }

    static class AtOnce extends Base {

        /** Both run before one ends. */
        private static final CountDownLatch BOTH = new CountDownLatch(2);

        static void meet() throws Exception {
            BOTH.countDown();
            assertThat(BOTH.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    static class EndsFirst extends AtOnce {

        @Test
        void one() throws Exception {
            meet();
            ExtensionRun.SEEN.add(SANDBOX.endpoint());
        }
    }

    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    static class EndsLast extends AtOnce {

        @Test
        void one() throws Exception {
            meet();
            seeWorking(SANDBOX);
        }

        @Test
        void two() throws Exception {
            seeWorking(SANDBOX);
        }
    }

    @Test
    void classesThatRunAtOnceHaveOneSandboxThatEndsWithTheLast() {
        assertThat(failuresOfAtOnce(EndsFirst.class, EndsLast.class)).isEmpty();

        assertThat(ExtensionRun.SEEN).hasSize(3);
        assertThat(Set.copyOf(ExtensionRun.SEEN)).hasSize(1);
        assertClosed(ExtensionRun.SEEN.get(0));
        assertRefusesToAnswer(Base.SANDBOX);
    }
}
