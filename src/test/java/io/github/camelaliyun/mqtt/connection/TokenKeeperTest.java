package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenInvalid;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenRenewed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceWorking;
import io.github.camelaliyun.mqtt.connection.TokenBench.Call;
import io.github.camelaliyun.mqtt.connection.TokenBench.FakeLink;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class TokenKeeperTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final TokenNotice EXPIRES = new TokenNotice(TokenNotice.Kind.EXPIRES, 0, "RW");
    private static final TokenNotice REVOKED = new TokenNotice(TokenNotice.Kind.INVALID, 3, "RW");

    private TokenBench bench = new TokenBench();

    @AfterEach
    void nothingFailedAndNothingIsHeldOrInUse() {
        bench.acknowledges = true;
        bench.disconnect();
        bench.keeper.close();
        assertThat(bench.failures).isEmpty();
        assertThat(bench.held).isFalse();
        assertThat(bench.packetIds.inUse()).isZero();
    }

    private void connected(String... topics) throws TokenException {
        for (String topic : topics) {
            bench.keeper.declare(List.of(topic));
        }
        bench.connect();
        bench.advance(SECOND);
    }

    @Test
    void tokensThatAreFreshArePresentedAgainWithoutAskingTheSource() throws Exception {
        bench.keeper.declare(List.of("test/a"));
        String first = bench.keeper.present().password();

        assertThat(bench.keeper.present().password()).isEqualTo(first).isEqualTo("RW|token1");
        assertThat(bench.calls)
                .singleElement()
                .satisfies(call -> assertThat(call.resources()).containsExactly("test/#", "test/p2p/#"));
    }

    @Test
    void anotherParentTopicNeedsOtherTokens() throws Exception {
        bench.keeper.declare(List.of("test/a"));
        bench.keeper.present();
        bench.keeper.declare(List.of("alert/fire"));

        assertThat(bench.keeper.present().password()).isEqualTo("RW|token2");
        assertThat(bench.asked()).containsExactly(Set.of("test"), Set.of("alert", "test"));
    }

    @Test
    void whileTheSourceFailsTheOldTokensArePresentedAsLongAsTheyLive() throws Exception {
        bench.keeper.declare(List.of("test/a"));
        bench.keeper.present();
        bench.fault = new TokenException("down");
        bench.keeper.declare(List.of("alert/fire"));
        assertThat(bench.keeper.present().password()).isEqualTo("RW|token1");

        bench.keeper.refused();
        assertThatThrownBy(bench.keeper::present)
                .isInstanceOf(TokenException.class)
                .hasMessage("down");
        assertThat(bench.told(TokenSourceFailing.class)).hasSize(1);
    }

    @Test
    void whatTheServerRefusedIsNotPresentedAgain() throws Exception {
        bench.keeper.declare(List.of("test/a"));
        bench.keeper.present();
        bench.keeper.refused();

        assertThat(bench.keeper.present().password()).isEqualTo("RW|token2");
    }

    @Test
    void connectsDoNotAskASourceThatFailedBeforeItsPauseIsOver() throws Exception {
        bench.fault = new TokenException("down");
        bench.keeper.declare(List.of("test/a"));
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(bench.keeper::present).hasMessage("down");
        }
        assertThat(bench.calls).hasSize(1);

        for (int i = 0; i < 100; i++) {
            bench.advance(Duration.ofMillis(100));
            assertThatThrownBy(bench.keeper::present).hasMessage("down");
        }
        assertThat(bench.calls).hasSizeBetween(3, 5);
    }

    @Test
    void aConnectThatFailedForLackOfTokensFindsThemAsSoonAsTheSourceWorks() throws Exception {
        bench.fault = new TokenException("down");
        bench.keeper.declare(List.of("test/a"));
        assertThatThrownBy(bench.keeper::present).hasMessage("down");
        bench.fault = null;
        bench.advance(Duration.ofMillis(1_300));
        bench.fault = new AssertionError("not to be asked");

        assertThat(bench.keeper.present().password()).isEqualTo("RW|token1");
        bench.advance(MINUTE);
        assertThat(bench.calls).hasSize(2);
    }

    @Test
    void withoutAnyTopicAConnectFailsAndTheSourceIsNotAsked() {
        assertThatThrownBy(bench.keeper::present).hasMessageContaining("no topic is used yet");
        bench.advance(MINUTE);
        assertThat(bench.calls).isEmpty();
        assertThat(bench.keeper.trouble()).isNull();
    }

    @Test
    void tokensAreRenewedInTimeAndUploadedWhileNothingElseIsSent() throws Exception {
        bench.life = Duration.ofSeconds(600);
        connected("test/a");
        bench.advance(Duration.ofSeconds(418));
        assertThat(bench.calls).hasSize(1);
        bench.acknowledges = false;
        bench.advance(Duration.ofSeconds(62));

        assertThat(bench.held).isTrue();
        assertThat(bench.told(TokenRenewed.class)).isEmpty();
        Packet.Publish packet = bench.link.packets.get(0);
        assertThat(packet.topic()).isEqualTo("$SYS/uploadToken");
        assertThat(packet.qos()).isEqualTo(1);
        assertThat(bench.link.uploads).containsExactly("{\"token\":\"token2\",\"type\":\"RW\"}");
        bench.packetIds.answered(packet.packetId(), new Packet.Puback(packet.packetId()));
        assertThat(bench.held).isFalse();
        assertThat(bench.told(TokenRenewed.class)).hasSize(1);
        assertThat(bench.packetIds.inUse()).isZero();
    }

    @Test
    void severalTokensAreUploadedOneAfterTheOther() throws Exception {
        bench = new TokenBench(1, List.of(TokenType.R, TokenType.W), List.of());
        connected("test/a");
        bench.notice(EXPIRES);
        bench.acknowledges = false;
        bench.advance(SECOND);
        assertThat(bench.link.uploads).hasSize(1);
        int first = bench.link.packets.get(0).packetId();
        bench.packetIds.answered(first, new Packet.Puback(first));

        assertThat(bench.link.uploads).hasSize(2);
        assertThat(bench.held).isTrue();
        bench.packetIds.answered(first, new Packet.Puback(first));
        assertThat(bench.held).isTrue();
        int second = bench.link.packets.get(1).packetId();
        bench.packetIds.answered(second, new Packet.Puback(second));
        assertThat(bench.held).isFalse();
    }

    @Test
    void whatIsNoPubackDoesNotEndAnUpload() throws Exception {
        connected("test/a");
        bench.acknowledges = false;
        bench.notice(EXPIRES);
        bench.advance(SECOND);
        int id = bench.link.packets.get(0).packetId();
        bench.packetIds.answered(id, new Packet.Pubrec(id));
        bench.packetIds.answered(id, new Packet.Suback(id, new byte[] {0}));

        assertThat(bench.held).isTrue();
        bench.advance(Duration.ofSeconds(11));
        assertThat(bench.dropped).hasSize(1);
    }

    @Test
    void aLinkThatDoesNotAcknowledgeATokenWithinTenSecondsIsDroppedAndTheNextOnePresentsIt() throws Exception {
        connected("test/a");
        bench.acknowledges = false;
        bench.notice(EXPIRES);
        bench.advance(Duration.ofSeconds(9));
        assertThat(bench.dropped).isEmpty();
        bench.advance(Duration.ofSeconds(2));

        assertThat(bench.dropped).containsExactly("no acknowledgement of a token within 10 s");
        assertThat(bench.held).isFalse();
        assertThat(bench.packetIds.inUse()).isZero();
        assertThat(bench.connect().password()).isEqualTo("RW|token2");
        bench.advance(MINUTE);
        assertThat(bench.dropped).hasSize(1);
    }

    @Test
    void theTimeForAPubackBeginsWhenTheTokenHasLeft() throws Exception {
        connected("test/a");
        bench.acknowledges = false;
        bench.leaves = false;
        bench.notice(EXPIRES);
        bench.advance(MINUTE);

        assertThat(bench.dropped).isEmpty();
    }

    @Test
    void aLinkThatEndsDuringAnUploadEndsItAndTheNextPresentsTheNewTokens() throws Exception {
        connected("test/a");
        bench.acknowledges = false;
        bench.notice(EXPIRES);
        bench.advance(SECOND);
        assertThat(bench.held).isTrue();
        bench.disconnect();

        assertThat(bench.packetIds.inUse()).isZero();
        assertThat(bench.connect().password()).isEqualTo("RW|token2");
        bench.advance(MINUTE);
        assertThat(bench.link.uploads).isEmpty();
        assertThat(bench.dropped).isEmpty();
    }

    @Test
    void aLinkThatEndedBeforeATokenWasSentHoldsNothing() throws Exception {
        connected("test/a");
        bench.link.ended = true;
        bench.notice(EXPIRES);
        bench.advance(SECOND);

        assertThat(bench.dropped).containsExactly("a token could not be sent");
        assertThat(bench.held).isFalse();
    }

    @Test
    void anUploadWaitsForAFreePacketIdentifierWithoutHoldingPublishes() throws Exception {
        connected("test/a");
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < PacketIds.HIGHEST; i++) {
            taken.add(bench.packetIds.take(packet -> {}));
        }
        bench.notice(EXPIRES);
        bench.advance(SECOND);
        assertThat(bench.held).isFalse();
        taken.forEach(bench.packetIds::free);
        bench.advance(Duration.ofSeconds(2));

        assertThat(bench.told(TokenRenewed.class)).hasSize(1);
    }

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
    void theServicesNoticeOfExpiryLeadsToAnEarlyRenewal() throws Exception {
        connected("test/a");
        bench.notice(EXPIRES);
        bench.advance(SECOND);

        assertThat(bench.calls).hasSize(2);
        assertThat(bench.link.uploads).hasSize(1);
    }

    @Test
    void aFloodOfNoticesLeadsToAFewRenewals() throws Exception {
        connected("test/a");
        for (int i = 0; i < 60_000; i++) {
            bench.notice(EXPIRES);
            if (i % 50 == 0) {
                bench.advance(Duration.ofMillis(50));
            }
        }
        assertThat(bench.calls).hasSizeBetween(2, 8);
    }

    @Test
    void aFloodOfInvalidNoticesIsToldNowAndThen() throws Exception {
        connected("test/a");
        for (int i = 0; i < 20_000; i++) {
            bench.notice(new TokenNotice(TokenNotice.Kind.INVALID, i, "RW"));
            if (i % 50 == 0) {
                bench.advance(Duration.ofMillis(50));
            }
        }
        assertThat(bench.told(TokenInvalid.class)).hasSizeBetween(1, 3);
        assertThat(bench.calls).hasSize(1);
    }

    @Test
    void afterANoticeThatATokenIsInvalidTheNextConnectPresentsAnother() throws Exception {
        connected("test/a");
        bench.notice(REVOKED);
        assertThat(bench.keeper.invalidReason()).contains("was revoked");
        bench.disconnect();

        assertThat(bench.connect().password()).isEqualTo("RW|token2");
        assertThat(bench.keeper.invalidReason()).isNull();
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
    void whatTheSourceSaysStandsOnOneLineWithoutTokens() throws Exception {
        connected("test/a");
        bench.fault = new TokenException("bad\r\nWARN forged token1 " + "x".repeat(5_000));
        bench.notice(EXPIRES);
        bench.advance(SECOND);

        assertThat(bench.keeper.trouble())
                .hasSizeLessThan(350)
                .startsWith("bad\\u000d\\u000aWARN forged ****")
                .doesNotContain("\n");
    }

    @Test
    void theTokenInUseIsMaskedThoughMoreAreFetchedAllTheTimeForATopicThatFails() throws Exception {
        bench.life = Duration.ofDays(3);
        connected("test/a");
        bench.kind = Kind.UNAVAILABLE;
        bench.refuse("bad");
        bench.keeper.declare(List.of("bad/x"));
        bench.advance(Duration.ofHours(1));
        bench.fault = new TokenException(Kind.REFUSED, "token1 is in force still");
        bench.told.clear();
        bench.advance(Duration.ofHours(1));

        assertThat(bench.told(TokenSourceFailing.class)).isNotEmpty();
        assertThat(bench.told + bench.keeper.trouble())
                .contains("**** is in force")
                .doesNotContain("token1 ");
    }

    @Test
    void aTokenIsMaskedThoughTheCallForTheOtherTypeFails() {
        bench = new TokenBench(1, List.of(TokenType.R, TokenType.W), List.of());
        bench.source = request -> {
            if (request.type() == TokenType.W) {
                throw new TokenException(Kind.REFUSED, "this client has half-token and may not send");
            }
            return List.of(new Token(
                    TokenType.R, "half-token", bench.threads.clock().instant().plusSeconds(60)));
        };
        bench.keeper.declare(List.of("test/a"));

        assertThatThrownBy(bench::connect).hasMessage("this client has **** and may not send");
        assertThat(bench.told + bench.keeper.trouble()).doesNotContain("half-token");
    }

    @Test
    void aTokenIsMaskedThoughTheListThatItCameInCannotBeReadToItsEnd() {
        bench.source = request -> new AbstractList<>() {
            @Override
            public Token get(int index) {
                if (index > 0) {
                    throw new IllegalStateException("there is none after first-token");
                }
                return new Token(
                        TokenType.RW,
                        "first-token",
                        bench.threads.clock().instant().plusSeconds(60));
            }

            @Override
            public int size() {
                return 2;
            }
        };
        bench.keeper.declare(List.of("test/a"));

        assertThatThrownBy(bench::connect).hasMessageContaining("there is none after ****");
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
    void aCloseDuringAnUploadEndsItsHold() throws Exception {
        connected("test/a");
        bench.acknowledges = false;
        bench.notice(EXPIRES);
        bench.advance(SECOND);
        FakeLink link = bench.link;
        bench.keeper.close();

        assertThat(bench.held).isFalse();
        assertThat(bench.packetIds.inUse()).isZero();
        bench.advance(Duration.ofHours(2));
        assertThat(bench.calls).hasSize(2);
        assertThat(link.uploads).hasSize(1);
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

    /** What becomes of a message that asks again whenever something has changed. */
    private String outcomeWithin(String topic, Duration limit) {
        String outcome = bench.cover(topic);
        for (long left = limit.toMillis(); left > 0 && outcome.equals("WAITING"); left -= 100) {
            bench.advance(Duration.ofMillis(100));
            outcome = bench.cover(topic);
        }
        return outcome;
    }

    private void connectWithin(Duration limit) {
        for (long left = limit.toSeconds(); left > 0; left--) {
            try {
                bench.connect();
                return;
            } catch (TokenException e) {
                bench.advance(SECOND);
            }
        }
        throw new AssertionError("not connected");
    }

    static void assertBackedOff(List<Call> calls) {
        int failures = 0;
        for (int i = 0; i < calls.size(); i++) {
            if (failures > 0) {
                double least = 0.75 * Math.min(30, 1L << Math.min(failures - 1, 10));
                assertThat((calls.get(i).atNanos() - calls.get(i - 1).atNanos()) / 1e9)
                        .as("call %s of %s", i, calls)
                        .isGreaterThanOrEqualTo(least - 1e-6);
            }
            failures = calls.get(i).failed() ? failures + 1 : 0;
        }
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
