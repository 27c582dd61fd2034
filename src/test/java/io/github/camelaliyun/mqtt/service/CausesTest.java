package io.github.camelaliyun.mqtt.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.EOFException;
import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(10)
class CausesTest {

    @Test
    void goesFromTheOutermostToTheInnermost() {
        Throwable root = new EOFException();
        Throwable middle = new IOException(root);
        Throwable outer = new IllegalStateException(middle);
        assertThat(Causes.of(outer)).containsExactly(outer, middle, root);
        assertThat(Causes.innermost(outer)).isSameAs(root);
    }

    @Test
    void aFailureWithoutACauseIsItsOwn() {
        Throwable alone = new EOFException();
        assertThat(Causes.of(alone)).containsExactly(alone);
        assertThat(Causes.innermost(alone)).isSameAs(alone);
    }

    @Test
    void aCircleIsGoneRoundOnce() {
        Throwable first = new IOException("first");
        Throwable second = new IOException("second", first);
        first.initCause(second);
        assertThat(Causes.of(first)).containsExactly(first, second);
        assertThat(Causes.innermost(first)).isSameAs(second);
    }

    @Test
    void aFailureThatNamesItselfAsItsCauseIsTheInnermost() {
        Throwable self = new Failure() {
            @Override
            public Throwable getCause() {
                return this;
            }
        };
        assertThat(Causes.innermost(new IOException(self))).isSameAs(self);
    }

    @Test
    void twoFailuresThatAreEqualAreStillTwo() {
        Throwable root = new Failure();
        Throwable outer = new Failure();
        outer.initCause(root);
        assertThat(Causes.innermost(outer)).isSameAs(root);
    }

    @Test
    void aFailureThatThrowsWhenAskedIsTheInnermost() {
        Throwable hostile = new Failure() {
            @Override
            public Throwable getCause() {
                throw new IllegalStateException("not here");
            }
        };
        assertThat(Causes.innermost(new IOException(hostile))).isSameAs(hostile);
    }

    @Test
    void causesWithoutAnEndAreLeftSomewhere() {
        assertThat(Causes.of(new Endless())).hasSizeBetween(10, 1000);
    }

    private static class Endless extends Exception {
        @Override
        public Throwable getCause() {
            return new Endless();
        }
    }

    /** Equal to any other of its kind. */
    private static class Failure extends Exception {
        @Override
        public boolean equals(Object other) {
            return other instanceof Failure;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }
}
