package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.TokenBench.Call;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Which topics tokens cover and are asked for, as routes and messages come and go. */
class TokenCoverTest extends TokenKeeperRig {

    @Test
    void aRouteThatIsAddedIsCoveredByAnUpload() throws Exception {
        connected("test/a");
        assertThat(bench.keeper.covers("alert/fire")).isFalse();
        bench.keeper.declare(List.of("alert/fire"));
        bench.advance(SECOND);

        assertThat(bench.keeper.covers("alert/fire")).isTrue();
        assertThat(bench.link.uploads).hasSize(1);
    }

    @Test
    void aRouteThatWasRemovedIsNotAskedForAfterAWhile() throws Exception {
        bench.life = Duration.ofMinutes(30);
        connected("test/a", "alert/fire", "alert/water");
        bench.keeper.withdraw("alert/fire");
        bench.advance(Duration.ofMinutes(25));
        assertThat(bench.asked()).last().isEqualTo(Set.of("alert", "test"));
        bench.keeper.withdraw("alert/water");
        bench.keeper.withdraw("alert/water");
        bench.advance(Duration.ofMinutes(40));

        assertThat(bench.asked()).last().isEqualTo(Set.of("test"));
    }

    @Test
    void aTopicOutsideTheConfiguredResourcesIsRefusedAndNotNoted() throws Exception {
        bench = new TokenBench(1, List.of(TokenType.RW), List.of("test/#"));
        assertThatThrownBy(() -> bench.keeper.declare(List.of("alert/fire")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'alert/fire' is not among what tokens are asked for (test/#)");
        connected("test/a");

        assertThat(bench.cover("test/b")).isEqualTo("COVERED");
        assertThat(bench.cover("alert/fire")).contains("add it to token.resources");
        bench.advance(MINUTE);
        assertThat(bench.calls).hasSize(1);
    }

    @Test
    void aTopicWithACommaFailsItsMessageAndAsksNobody() throws Exception {
        connected("test/a");

        assertThat(bench.cover("a,b/x")).contains("a,b", "commas");
        assertThatThrownBy(() -> bench.keeper.declare(List.of("a,b/#")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("commas");
        bench.advance(MINUTE);
        assertThat(bench.calls).hasSize(1);
    }

    @Test
    void ofTopicsOfWhichOneCannotBeNoneIsAskedFor() throws Exception {
        connected("test/a");

        assertThatThrownBy(() -> bench.keeper.declare(List.of("alert/fire", "a,b/#")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("commas");
        bench.advance(MINUTE);
        assertThat(bench.calls).hasSize(1);
    }

    @Test
    void aTopicOfMessagesIsRenewedAsLongAsItIsUsed() throws Exception {
        bench.life = Duration.ofMinutes(20);
        connected("test/a");
        bench.cover("alert/fire");
        for (int minute = 0; minute < 60; minute++) {
            bench.cover("alert/fire");
            bench.advance(MINUTE);
        }
        assertThat(bench.asked()).last().isEqualTo(Set.of("alert", "test"));
        bench.advance(Duration.ofMinutes(40));
        assertThat(bench.asked()).last().isEqualTo(Set.of("test"));
    }

    @Test
    void noMoreParentTopicsCountThanATokenCanBeFor() throws Exception {
        connected("test/a");
        for (int i = 1; i < TokenPlan.MOST; i++) {
            bench.cover("candidate" + i + "/x");
        }
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.cover("candidate49/x")).isEqualTo("COVERED");
        assertThat(bench.cover("another/x")).contains("set token.resources to fewer");

        for (int i = 1; i < TokenPlan.MOST; i++) {
            bench.keeper.declare(List.of("declared" + i + "/x"));
        }
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.keeper.covers("declared49/x")).isTrue();
        assertThatThrownBy(() -> bench.keeper.declare(List.of("another/x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("50 other parent topics");
        assertThat(bench.calls).allMatch(call -> call.resources().size() <= 100 && !call.failed());
    }

    @Test
    void aWaitForCoverEndsWithTheUploadWithTheRefusalOrAtItsLimit() throws Exception {
        bench.refuse("bad");
        connected("test/a");
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            bench.keeper.awaitCover("test/b", Duration.ZERO);
            assertThatThrownBy(() -> bench.keeper.awaitCover("late/x", Duration.ofMillis(1)))
                    .isInstanceOf(MqttConnectionException.class)
                    .hasMessageContaining("waited 0 s for a token");
            Future<String> good = callers.submit(() -> outcome("good/x"));
            Future<String> bad = callers.submit(() -> outcome("bad/x"));
            await().until(() -> {
                bench.advance(Duration.ofMillis(100));
                return good.isDone() && bad.isDone();
            });

            assertThat(good.get(1, TimeUnit.SECONDS)).isEqualTo("published");
            assertThat(bad.get(1, TimeUnit.SECONDS)).contains("bad/# is not allowed");
        } finally {
            callers.shutdownNow();
        }
    }

    private String outcome(String topic) throws InterruptedException {
        try {
            bench.keeper.awaitCover(topic, MINUTE);
            return "published";
        } catch (MqttConnectionException e) {
            return e.getMessage();
        }
    }

    @Test
    void theSameSeedGivesTheSameCalls() {
        List<Call> first = story();
        bench = new TokenBench();

        assertThat(story()).isEqualTo(first);
    }

    private List<Call> story() {
        bench.refuse("bad");
        bench.keeper.declare(List.of("test/a"));
        bench.keeper.declare(List.of("bad/x"));
        connectWithin(Duration.ofSeconds(20));
        bench.cover("alert/x");
        bench.advance(Duration.ofHours(3));
        return bench.calls;
    }
}
