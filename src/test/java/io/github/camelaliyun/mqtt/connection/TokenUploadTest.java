package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenRenewed;
import io.github.camelaliyun.mqtt.connection.TokenBench.FakeLink;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.wire.Packet;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** How renewed tokens are uploaded on a link, which holds publishes back meanwhile and is dropped without an answer. */
class TokenUploadTest extends TokenKeeperRig {

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
}
