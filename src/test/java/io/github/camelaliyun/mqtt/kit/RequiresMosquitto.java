package io.github.camelaliyun.mqtt.kit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a test that runs the broker {@code mosquitto} (with its {@code mosquitto_passwd}); without that it is skipped, with a line that says so. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresMosquitto.Condition.class)
public @interface RequiresMosquitto {

    /** Asks the machine. */
    final class Condition extends ProgramCondition {

        Condition() {
            super("mosquitto", Mosquitto::available);
        }
    }
}
