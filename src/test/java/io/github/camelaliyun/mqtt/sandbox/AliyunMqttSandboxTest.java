package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Set;

import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.assertClosed;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.assertRefusesToAnswer;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.failuresOf;
import static io.github.camelaliyun.mqtt.sandbox.ExtensionRun.seeWorking;
import static org.assertj.core.api.Assertions.assertThat;

/** The extension in classes as applications have them: for how long a sandbox runs, and whose it is. */
class AliyunMqttSandboxTest {

    @BeforeEach
    void forget() {
        ExtensionRun.SEEN.clear();
    }

    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    static class InAStaticField {

        @RegisterExtension
        static final AliyunMqttSandbox SANDBOX = AliyunMqttSandbox.create();

        @Test
        void one() throws Exception {
            seeWorking(SANDBOX);
        }

        @Test
        void two() throws Exception {
            seeWorking(SANDBOX);
        }

        @Nested
        class Inside {

            @Test
            void three() throws Exception {
                seeWorking(SANDBOX);
            }

            @Nested
            class FurtherInside {

                @Test
                void four() throws Exception {
                    seeWorking(SANDBOX);
                }
            }
        }
    }

    @Test
    void inAStaticFieldOneSandboxRunsForAllTestsAndThoseNested() {
        assertRefusesToAnswer(InAStaticField.SANDBOX);

        assertThat(failuresOf(InAStaticField.class)).isEmpty();

        assertThat(ExtensionRun.SEEN).hasSize(4);
        assertThat(Set.copyOf(ExtensionRun.SEEN)).hasSize(1);
        assertClosed(ExtensionRun.SEEN.get(0));
        assertRefusesToAnswer(InAStaticField.SANDBOX);
    }

    @Test
    void classThatRunsAgainGetsAnotherSandbox() {
        assertThat(failuresOf(InAStaticField.class)).isEmpty();
        assertThat(failuresOf(InAStaticField.class)).isEmpty();

        assertThat(ExtensionRun.SEEN).hasSize(8);
        assertThat(Set.copyOf(ExtensionRun.SEEN)).hasSize(2);
    }

    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    static class InAnInstanceField {

        @RegisterExtension
        final AliyunMqttSandbox sandbox = AliyunMqttSandbox.create();

        @Test
        void one() throws Exception {
            seeWorking(sandbox);
        }

        @Test
        void two() throws Exception {
            seeWorking(sandbox);
        }

        @Nested
        class Inside {

            @Test
            void three() throws Exception {
                seeWorking(sandbox);
            }
        }
    }

    @Test
    void inAnInstanceFieldEachTestHasItsOwn() {
        assertThat(failuresOf(InAnInstanceField.class)).isEmpty();

        assertThat(Set.copyOf(ExtensionRun.SEEN)).hasSize(3);
        ExtensionRun.SEEN.forEach(ExtensionRun::assertClosed);
    }

    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class InTheInstanceOfAClass {

        @RegisterExtension
        final AliyunMqttSandbox sandbox = AliyunMqttSandbox.create();

        @Test
        void one() throws Exception {
            seeWorking(sandbox);
        }

        @Test
        void two() throws Exception {
            seeWorking(sandbox);
        }
    }

    @Test
    void inTheOneInstanceOfAClassItRunsForAllTests() {
        assertThat(failuresOf(InTheInstanceOfAClass.class)).isEmpty();

        assertThat(ExtensionRun.SEEN).hasSize(2);
        assertThat(Set.copyOf(ExtensionRun.SEEN)).hasSize(1);
        assertClosed(ExtensionRun.SEEN.get(0));
    }

    @EnabledIf("io.github.camelaliyun.mqtt.sandbox.ExtensionRun#running")
    static class TwoAtOnce {

        @RegisterExtension
        static final AliyunMqttSandbox FIRST = AliyunMqttSandbox.create();

        @RegisterExtension
        final AliyunMqttSandbox second = AliyunMqttSandbox.create().withParentTopics("other");

        @Test
        void one() throws Exception {
            seeWorking(FIRST);
            ExtensionRun.SEEN.add(second.endpoint());
            try (SandboxLease lease = SandboxLease.take(SharedSandbox.options(0, false))) {
                assertThat(lease.sandbox()).isSameAs(second.sandbox());
            }
        }

        @AfterEach
        void theFirstIsTheOneOfTheJvmAgain() {
            // The second one still runs here: its turn to end comes after this method.
            assertThat(second.sandbox()).isNotSameAs(FIRST.sandbox());
        }
    }

    @Test
    void twoRunAtOnceAndTheLatestIsTheOneOfTheJvm() {
        assertThat(failuresOf(TwoAtOnce.class)).isEmpty();

        assertThat(Set.copyOf(ExtensionRun.SEEN)).hasSize(2);
        ExtensionRun.SEEN.forEach(ExtensionRun::assertClosed);
    }
}
