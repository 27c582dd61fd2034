package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceWorking;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A source that fails, throws, blocks or gives what cannot be used is asked with backoff, and renewals go on. */
class FailingTokenSourceTest extends TokenKeeperRig {

    @Test
    void aFailingSourceIsAskedWithBackoffWhoeverAsks() throws Exception {
        connected("test/a");
        bench.fault = new TokenException("down");
        int before = bench.calls.size();
        for (int second = 0; second < 120; second++) {
            bench.cover("topic" + second + "/x");
            bench.keeper.declare(List.of("declared" + second % 7 + "/x"));
            bench.notice(EXPIRES);
            bench.advance(SECOND);
        }

        assertBackedOff(bench.calls);
        assertThat(bench.calls.size() - before).isLessThan(10);
    }

    @Test
    void oneUncoveredPublishASecondAsksAFailingSourceAFewTimesInTenSeconds() throws Exception {
        connected("test/a");
        bench.fault = new IllegalStateException("down");
        for (int second = 0; second < 10; second++) {
            bench.cover("alert/fire");
            bench.advance(SECOND);
        }

        assertBackedOff(bench.calls);
        assertThat(bench.calls).hasSizeBetween(3, 6);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aSourceThatWasDownIsUsedAgainAsSoonAsBackoffAllows(Kind kind) throws Exception {
        bench.life = Duration.ofMinutes(30);
        connected("one/a", "two/a", "three/a");
        bench.fault = new TokenException(kind, "down");
        bench.advance(Duration.ofMinutes(28));
        assertBackedOff(bench.calls);
        assertThat(bench.keeper.trouble()).isEqualTo("down");
        assertThat(bench.keeper.covers("two/a")).isTrue();
        bench.fault = null;
        bench.advance(Duration.ofSeconds(31));

        assertThat(bench.keeper.left()).isGreaterThan(Duration.ofMinutes(29));
        assertThat(List.of("one/a", "two/a", "three/a")).allMatch(bench.keeper::covers);
        assertThat(bench.told(TokenSourceFailing.class)).hasSize(1);
        assertThat(bench.told(TokenSourceWorking.class)).hasSize(1);
    }

    static Stream<Throwable> whateverIsThrown() {
        return Stream.of(
                new IllegalStateException("broken"),
                new NoClassDefFoundError("com/aliyuncs/IAcsClient"),
                new StackOverflowError(),
                new TokenException((String) null),
                new RuntimeException() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String toString() {
                        throw new IllegalStateException("hostile");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("whateverIsThrown")
    void whateverTheSourceThrowsIsAFailedFetchAndRenewalsGoOn(Throwable fault) throws Exception {
        bench.life = Duration.ofMinutes(10);
        connected("test/a");
        bench.fault = fault;
        bench.advance(Duration.ofMinutes(9));
        assertThat(bench.keeper.trouble()).isNotBlank();
        bench.fault = null;
        bench.advance(Duration.ofSeconds(31));

        assertThat(bench.keeper.trouble()).isNull();
        assertThat(bench.keeper.left()).isGreaterThan(Duration.ofMinutes(8));
    }

    @Test
    void whatHasNoWordsIsToldWithWhatToThrow() {
        bench.keeper.declare(List.of("test/a"));
        bench.fault = new TokenException(" ");
        assertThatThrownBy(bench.keeper::present)
                .hasMessage("the token source failed without a reason: let it throw a TokenException that has one");

        bench = new TokenBench();
        bench.keeper.declare(List.of("test/a"));
        bench.fault = new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String toString() {
                throw new IllegalStateException("hostile");
            }
        };
        assertThatThrownBy(bench.keeper::present)
                .hasMessage(
                        "the token source failed (java.lang.IllegalStateException): correct its code, or let it throw a"
                                + " TokenException with the reason");
    }

    @Test
    void whatTheSourceGivesAndCannotBeUsedIsAFailedFetchInWords() throws Exception {
        bench.keeper.declare(List.of("test/a"));
        bench.source = request -> null;
        assertThatThrownBy(bench.keeper::present).hasMessageContaining("gave no token");
        bench.advance(Duration.ofMillis(10));

        bench = new TokenBench();
        bench.keeper.declare(List.of("test/a"));
        bench.life = Duration.ofSeconds(-1);
        assertThatThrownBy(bench.keeper::present).hasMessageContaining("has expired already");

        bench = new TokenBench();
        bench.keeper.declare(List.of("test/a"));
        bench.source = request -> List.of(token(TokenType.R));
        assertThatThrownBy(bench.keeper::present).hasMessageContaining("types [R] where [RW] were asked for");

        bench = new TokenBench();
        bench.keeper.declare(List.of("test/a"));
        bench.source = request -> List.of(token(TokenType.RW), token(TokenType.RW));
        assertThatThrownBy(bench.keeper::present).hasMessageContaining("two tokens of type RW");
    }

    private Token token(TokenType type) {
        return new Token(type, "secret", bench.threads.clock().instant().plus(MINUTE));
    }

    @Test
    void aSourceThatBlocksIsAskedOnceAndToldAfterThirtySecondsWhileTheConnectionLivesOn() throws Exception {
        connected("test/a");
        bench.workersStand = true;
        bench.notice(EXPIRES);
        bench.advance(Duration.ofSeconds(29));
        assertThat(bench.keeper.trouble()).isNull();
        for (int second = 0; second < 60; second++) {
            bench.notice(EXPIRES);
            bench.cover("alert/fire");
            bench.advance(SECOND);
        }

        assertThat(bench.keeper.trouble()).contains("has not answered for 89 s");
        assertThat(bench.told(TokenSourceFailing.class)).hasSize(0);
        assertThat(bench.cover("test/a")).isEqualTo("COVERED");
        bench.disconnect();
        assertThat(bench.connect().password()).isEqualTo("RW|token1");
        assertThat(bench.calls).hasSize(1);
        bench.workersStand = false;
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.keeper.trouble()).isNull();
        assertThat(bench.cover("alert/fire")).isEqualTo("COVERED");
    }

    @Test
    void aConnectWhileTheSourceBlocksAnotherOneFailsInWordsAndChangesNothing() throws Exception {
        bench.keeper.declare(List.of("test/a"));
        List<String> reasons = new ArrayList<>();
        bench.source = request -> {
            bench.source = null;
            bench.timer.advance(Duration.ofSeconds(40));
            try {
                bench.keeper.present();
            } catch (TokenException e) {
                reasons.add(e.getMessage());
            }
            return List.of(token(TokenType.RW));
        };
        assertThat(bench.keeper.present().password()).isEqualTo("RW|secret");

        assertThat(reasons).singleElement().asString().contains("has not answered for 40 s");
        assertThat(bench.told(TokenSourceFailing.class)).hasSize(1);
        assertThat(bench.calls).hasSize(1);
    }

    @Test
    void tokensOfAMomentsLifeDoNotMakeTheSourceBusy() throws Exception {
        bench.life = Duration.ofMillis(1);
        connected("test/a");
        int before = bench.calls.size();
        bench.advance(MINUTE);

        assertThat(bench.calls.size() - before).isLessThan(65);
    }

    @Test
    void aListOfTokensWithoutAnEndIsRefused() {
        bench.source = request -> new AbstractList<>() {
            @Override
            public Token get(int index) {
                return new Token(
                        TokenType.RW,
                        "always-the-same",
                        bench.threads.clock().instant().plusSeconds(60));
            }

            @Override
            public int size() {
                return Integer.MAX_VALUE;
            }
        };
        bench.keeper.declare(List.of("test/a"));

        assertThatThrownBy(bench::connect).hasMessageContaining("two tokens of type RW");
    }

    @Test
    void aSourceIsAskedAgainAfterThereWasNoMemoryForAQuestion() throws Exception {
        bench.life = Duration.ofMinutes(10);
        bench.keeper.declare(List.of("test/a"));
        bench.connect();
        bench.timer.onSchedule = () -> {
            throw new OutOfMemoryError("says the test");
        };
        bench.keeper.declare(List.of("alert/a"));
        try {
            bench.runWorkers();
        } finally {
            bench.timer.onSchedule = () -> {};
        }
        bench.advance(MINUTE.multipliedBy(2));

        assertThat(bench.keeper.covers("alert/a")).isTrue();
    }
}
