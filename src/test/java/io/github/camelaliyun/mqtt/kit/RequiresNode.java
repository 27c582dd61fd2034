package io.github.camelaliyun.mqtt.kit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a test that runs {@code node} and {@code npm}; without that it is skipped, with a line that says so. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresNode.Condition.class)
public @interface RequiresNode {

    /** Asks the machine. */
    final class Condition extends ProgramCondition {

        Condition() {
            super("node (with npm)", MqttJsClient::available);
        }
    }
}
