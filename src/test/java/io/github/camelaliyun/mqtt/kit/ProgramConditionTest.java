package io.github.camelaliyun.mqtt.kit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

import static org.assertj.core.api.Assertions.assertThat;

class ProgramConditionTest {

    @Test
    void aMissingProgramSkipsTheTestAndSaysWhich() {
        ConditionEvaluationResult result = new ProgramCondition("mosquitto", () -> false).evaluate("SomeIT");

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason()).contains("mosquitto is not on the PATH: skipped SomeIT");
    }

    @Test
    void aPresentProgramLetsItRun() {
        assertThat(new ProgramCondition("mosquitto", () -> true)
                        .evaluate("SomeIT")
                        .isDisabled())
                .isFalse();
    }
}
