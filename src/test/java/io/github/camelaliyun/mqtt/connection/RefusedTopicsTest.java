package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceWorking;
import io.github.camelaliyun.mqtt.connection.TokenBench.Call;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A topic that the source refuses tokens for fails alone, and takes none of the others with it. */
class RefusedTopicsTest extends TokenKeeperRig {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMessageToARefusedTopicFailsAloneAndIsInNoLaterRenewal(Kind kind) throws Exception {
        bench.kind = kind;
        bench.refuse("bad");
        connected("test/a");
        assertThat(bench.cover("bad/x")).isEqualTo("WAITING");

        assertThat(outcomeWithin("bad/x", Duration.ofSeconds(5))).contains("publish to bad/x", "bad/# is not allowed");
        assertThat(bench.keeper.trouble()).isNull();
        assertThat(bench.told(TokenSourceFailing.class)).isEmpty();
        assertThat(bench.cover("test/a")).isEqualTo("COVERED");
        int before = bench.calls.size();
        bench.advance(Duration.ofHours(2));
        assertThat(bench.asked().subList(before, bench.calls.size()))
                .hasSizeBetween(1, 3)
                .containsOnly(Set.of("test"));
        assertThat(bench.told(TokenSourceFailing.class)).isEmpty();
        assertThat(bench.dropped).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aGoodTopicIsCoveredHoweverManyBadOnesArePublishedTo(Kind kind) throws Exception {
        bench.kind = kind;
        bench.refuses = resource -> resource.startsWith("bad");
        connected("test/a");
        for (int second = 0; second < 120; second++) {
            bench.cover("bad" + second % 5 + "/x");
            if (second >= 60) {
                bench.cover("good/x");
            }
            bench.advance(SECOND);
        }

        assertThat(bench.cover("good/x")).isEqualTo("COVERED");
        assertThat(bench.keeper.covers("test/a")).isTrue();
    }

    @Test
    void refusedTopicsAreRememberedInABoundedNumber() {
        TokenPlan plan = new TokenPlan(false, bench.timer::nanoTime, new java.util.Random(1));
        for (int i = 0; i < 300; i++) {
            assertThat(plan.use("bad" + i + "/x")).isEmpty();
            plan.failed(plan.next().orElseThrow(), Kind.REFUSED, "no");
        }

        assertThat(IntStream.range(0, 300)
                        .filter(i -> plan.refusalOf("bad" + i) != null)
                        .count())
                .isEqualTo(TokenRefusals.MOST_REMEMBERED);
        assertThat(plan.use("bad299/x")).isPresent();
        assertThat(plan.use("bad0/x")).isEmpty();
    }

    @Test
    void aRefusedTopicFailsAtOnceForDoublingTimes() throws Exception {
        bench.refuse("bad");
        connected("test/a");
        int before = bench.calls.size();
        for (int i = 0; i < 600; i++) {
            bench.cover("bad/x");
            bench.advance(Duration.ofMillis(200));
        }

        long refusals = bench.calls.stream().skip(before).filter(Call::failed).count();
        assertThat(refusals).isBetween(5L, 9L);
        bench.refuse();
        bench.advance(Duration.ofSeconds(31));
        bench.cover("bad/x");
        bench.advance(SECOND);
        assertThat(bench.cover("bad/x")).isEqualTo("COVERED");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REFUSED", "UNKNOWN"})
    void aMistypedRouteDoesNotTakeTheOthersWithItAtTheFirstConnect(Kind kind) throws Exception {
        bench.kind = kind;
        bench.refuse("bad");
        bench.keeper.declare(List.of("bad/a"));
        bench.keeper.declare(List.of("one/a"));
        bench.keeper.declare(List.of("two/a"));
        connectWithin(Duration.ofSeconds(20));
        bench.advance(Duration.ofSeconds(20));

        assertThat(bench.keeper.covers("one/a")).isTrue();
        assertThat(bench.keeper.covers("two/a")).isTrue();
        assertThat(bench.keeper.trouble()).contains("'bad/#'", "is not allowed");
        assertBackedOff(bench.calls);
        assertThat(bench.told(TokenSourceFailing.class).stream()
                        .filter(event -> event.reason().contains("no token for 'bad/#'")))
                .hasSize(1);
    }

    @Test
    void aMistypedRouteThatIsAddedIsReportedOnceAndAskedForAgainSeparately() throws Exception {
        connected("one/a", "two/a");
        bench.refuse("bad");
        bench.keeper.declare(List.of("bad/a"));
        bench.advance(Duration.ofMinutes(5));

        assertThat(bench.told(TokenSourceFailing.class))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).contains("no token for 'bad/#'"));
        long refusals = bench.calls.stream().filter(Call::failed).count();
        assertThat(refusals).isBetween(9L, 12L);
        assertThat(bench.keeper.trouble()).contains("'bad/#'");
        assertThat(bench.keeper.refusalOf("bad/a")).contains("'bad/#'", "is not allowed");
        assertThat(bench.keeper.refusalOf("one/a")).isNull();
        assertThat(bench.cover("bad/x")).contains("is not allowed");
        assertThat(bench.cover("one/x")).isEqualTo("COVERED");
        assertThat(bench.link.uploads).isEmpty();

        bench.refuse();
        bench.advance(Duration.ofSeconds(31));
        assertThat(bench.keeper.covers("bad/a")).isTrue();
        assertThat(bench.keeper.refusalOf("bad/a")).isNull();
        assertThat(bench.keeper.trouble()).isNull();
        assertThat(bench.told(TokenSourceWorking.class)).hasSize(1);
    }

    @Test
    void aMistypedRouteThatIsRemovedIsNoTroubleAnyMore() throws Exception {
        connected("one/a");
        bench.refuse("bad");
        bench.keeper.declare(List.of("bad/a"));
        bench.advance(SECOND);
        bench.keeper.withdraw("bad/a");

        assertThat(bench.keeper.trouble()).isNull();
        int before = bench.calls.size();
        bench.advance(Duration.ofMinutes(5));
        assertThat(bench.calls).hasSize(before);
    }

    @Test
    void aTopicThatIsNotAllowedAnyMoreDoesNotEndTheOthers() throws Exception {
        bench.life = Duration.ofMinutes(10);
        connected("one/a", "two/a", "three/a");
        bench.refuse("two");
        bench.advance(Duration.ofMinutes(30));

        assertThat(bench.keeper.covers("one/a")).isTrue();
        assertThat(bench.keeper.covers("three/a")).isTrue();
        assertThat(bench.keeper.covers("two/a")).isFalse();
        assertThat(bench.keeper.trouble()).contains("'two/#'");
        assertThat(bench.keeper.left()).isGreaterThan(Duration.ofMinutes(1));
        assertThat(bench.dropped).isEmpty();
    }

    @Test
    void aMistypedRouteDoesNotDelayWhatComesAfterIt() throws Exception {
        bench.refuse("bad");
        bench.keeper.declare(List.of("one/a"));
        bench.keeper.declare(List.of("bad/a"));
        connectWithin(Duration.ofSeconds(20));
        bench.advance(Duration.ofMinutes(5));
        for (int i = 0; i < 20; i++) {
            String topic = "good" + i + "/x";
            bench.cover(topic);
            bench.advance(Duration.ofSeconds(4));
            assertThat(bench.cover(topic)).isEqualTo("COVERED");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFilterThatThereIsNoTokenForHasAReasonThoughTheSourceIsDownForEverything(Kind kind) throws Exception {
        bench.life = Duration.ofDays(3);
        connected("test/a");
        bench.advance(Duration.ofMinutes(5));
        bench.fault = new TokenException(kind, "the token server is down");
        bench.keeper.declare(List.of("other/x"));
        bench.advance(Duration.ofMinutes(2));

        assertThat(bench.keeper.refusalOf("other/x")).isEqualTo("no token for 'other/#': the token server is down");
        assertThat(bench.keeper.refusalOf("test/a")).isNull();
        bench.fault = null;
        bench.advance(Duration.ofMinutes(1));
        assertThat(bench.keeper.refusalOf("other/x")).isNull();
    }

    @Test
    void aFilterThatThereIsNoTokenForHasAReasonWhileTheSourceDoesNotAnswer() throws Exception {
        connected("test/a");
        bench.workersStand = true;
        bench.keeper.declare(List.of("other/x"));
        assertThat(bench.keeper.refusalOf("other/x")).isNull();
        bench.advance(TokenSupply.SLOW);

        assertThat(bench.keeper.refusalOf("other/x")).contains("'other/#'", "has not answered for 30 s");
        bench.workersStand = false;
    }
}
