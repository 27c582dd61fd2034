package io.github.camelaliyun.mqtt.service;

import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;

import static org.assertj.core.api.Assertions.assertThat;

class FailureWordsTest {

    @Test
    void whatHasACauseIsToldWithIt() {
        assertThat(wordsOf(new IllegalStateException("cannot store a", new FileNotFoundException("/a (no such file)"))))
                .isEqualTo("IllegalStateException: cannot store a, caused by FileNotFoundException: /a (no such file)");
    }

    @Test
    void aWrapperThatOnlyRepeatsItsCauseIsLeftOut() {
        assertThat(wordsOf(new RuntimeCamelException(new UncheckedIOException(new IOException("disk full")))))
                .isEqualTo("IOException: disk full");
    }

    @Test
    void whatACauseSaysIsNotSaidTwice() {
        assertThat(wordsOf(new IllegalStateException("cannot store: disk full", new IOException("disk full"))))
                .isEqualTo("IllegalStateException: cannot store: disk full");
    }

    @Test
    void aFailureOfTheProjectIsItsMessage() {
        assertThat(wordsOf(new RuntimeCamelException(new InvalidSettingException("qos", "is 3", "set 0, 1 or 2"))))
                .isEqualTo("qos is 3: set 0, 1 or 2");
    }

    @Test
    void theExchangeThatCamelNamesIsLeftOut() throws IOException {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            assertThat(wordsOf(new CamelExchangeException("not now", new DefaultExchange(context))))
                    .isEqualTo("CamelExchangeException: not now");
        }
    }

    @Test
    void aFailureWithoutTextIsItsName() {
        assertThat(wordsOf(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void aMessageOfManyLinesIsOneLine() {
        assertThat(wordsOf(new IllegalStateException("one\n\ttwo\u0007")))
                .isEqualTo("IllegalStateException: one two\\u0007");
    }

    /** As nobody sees the stack trace. */
    @Test
    void theProgramsOwnStepIsNamed() {
        RuntimeException failure = new IllegalArgumentException("no");
        StackTraceElement own = new StackTraceElement("com.example.Orders", "book", "Orders.java", 12);
        failure.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.util.Objects", "requireNonNull", "Objects.java", 1),
            new StackTraceElement("org.apache.camel.X", "x", "X.java", 1),
            own
        });

        assertThat(FailureWords.of(failure))
                .isEqualTo("IllegalArgumentException: no, at com.example.Orders.book(Orders.java:12)");
    }

    private static String wordsOf(Exception failure) {
        Throwable each = failure;
        while (each != null) {
            each.setStackTrace(new StackTraceElement[0]);
            each = each.getCause();
        }
        return FailureWords.of(failure);
    }
}
