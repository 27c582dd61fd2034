package io.github.camelaliyun.mqtt.kit;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.function.BooleanSupplier;

/**
 * Skips a test whose program the machine has not, and says so on the error output: a report that only counts skipped
 * tests would hide why. Called by JUnit on the thread of the test.
 */
class ProgramCondition implements ExecutionCondition {

    private final String program;
    private final BooleanSupplier available;

    ProgramCondition(String program, BooleanSupplier available) {
        this.program = program;
        this.available = available;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return evaluate(context.getTestClass().map(Class::getSimpleName).orElse(context.getDisplayName()));
    }

    ConditionEvaluationResult evaluate(String test) {
        if (available.getAsBoolean()) {
            return ConditionEvaluationResult.enabled(program + " is here");
        }
        String reason = program + " is not on the PATH: skipped " + test;
        System.err.println(reason);
        return ConditionEvaluationResult.disabled(reason);
    }
}
