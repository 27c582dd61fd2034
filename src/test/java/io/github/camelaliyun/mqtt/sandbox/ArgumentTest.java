package io.github.camelaliyun.mqtt.sandbox;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArgumentTest {

    @Test
    void whatCannotBeIsToldWithWhatMayBe() {
        assertRefused(() -> Argument.requirePresent("pause", null), "pause is null: give one");
        assertRefused(() -> Argument.requireText("clientId", ""), "clientId is empty: give one");
        assertRefused(
                () -> Argument.requireNotNegative("count", -1),
                "count: -1 is less than zero: give a number, or zero for none");
        assertRefused(
                () -> Argument.requireTopic("topic", "test/+"),
                "topic 'test/+' has a wildcard: a message is on one topic, filters are for subscriptions");
        assertRefused(
                () -> Argument.requireTime("limit", Duration.ofSeconds(-1), "no wait"),
                "limit: PT-1S is less than zero: give a time, or zero for no wait");
        assertRefused(
                () -> Argument.requireTimeEitherWay("life", Duration.ofDays(366)),
                "life: PT8784H is more than a year: give less");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
