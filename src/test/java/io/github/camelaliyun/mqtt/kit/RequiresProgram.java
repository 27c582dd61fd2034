package io.github.camelaliyun.mqtt.kit;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;

/** Skips a test, with a line that says so, where the machine lacks a program that the test talks to. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresProgram.Condition.class)
public @interface RequiresProgram {

    String[] value();

    /** The condition behind the annotation. */
    class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            RequiresProgram required = context.getElement()
                    .map(element -> element.getAnnotation(RequiresProgram.class))
                    .orElse(null);
            if (required == null) {
                return ConditionEvaluationResult.enabled("needs no program");
            }
            List<String> missing = Arrays.stream(required.value())
                    .filter(program -> Mosquitto.find(program).isEmpty())
                    .toList();
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("the programs are there");
            }
            String reason = String.join(" and ", missing) + " is not on the PATH";
            LoggerFactory.getLogger(RequiresProgram.class).warn("{}: skipped {}", reason, context.getDisplayName());
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
