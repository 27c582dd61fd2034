package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which tokens a connect presents, and when it asks the source for others. */
class PresentedTokensTest extends TokenKeeperRig {

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
}
