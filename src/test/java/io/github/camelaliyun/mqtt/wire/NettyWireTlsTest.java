package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;

import static org.assertj.core.api.Assertions.assertThat;

/** What TLS adds to an open line: a goodbye, which needs the network, and locks around each write. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireTlsTest extends NettyWireTlsRig {

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void packetsGoBothWaysAndTheServersCloseEndsTheLine(String protocol) throws Exception {
        connect(protocol);
        line.send(new Packet.Puback(7), listener);
        assertThat(client.getInputStream().readNBytes(4)).hasSize(4);
        listener.awaitEvent("left");
        client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
        listener.awaitEvent("Puback[packetId=1]");
        client.close();

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void cutEndsAWriteThatANetworkHoldsUp(String protocol) throws Exception {
        connect(protocol);
        sendMoreThanTheNetworkTakes();
        line.cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void cutEndsAFinishThatANetworkHoldsUp(String protocol) throws Exception {
        connect(protocol);
        sendMoreThanTheNetworkTakes();
        line.finish();
        line.cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theGoodbyeOfTlsEndsTheLineWhoeverClosesTheNetworkConnection(String protocol) throws Exception {
        shakeHandsAndKeepTheNetworkOpen(protocol, null);
        listener.awaitEvent("opened");
        client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
        client.shutdownOutput();

        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatCameInAPauseIsGivenBeforeTheGoodbyeOfTlsEndsTheLine(String protocol) throws Exception {
        shakeHandsAndKeepTheNetworkOpen(protocol, null);
        listener.awaitEvent("opened");
        listener.when("heard", line::pause);
        client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
        client.shutdownOutput();

        // Whoever paused may have to wait for an answer that only the next connection brings.
        assertThat(listener.awaitClosed()).isInstanceOf(EOFException.class);
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatComesBehindTheOwnGoodbyeIsGiven(String protocol) throws Exception {
        connect(protocol);
        line.send(Packet.DISCONNECT, listener);
        line.finish();
        assertThat(client.getInputStream().readNBytes(2)).containsExactly(0xe0, 0);
        client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
        client.close();

        listener.awaitClosed();
        assertThat(listener.events()).contains("Puback[packetId=1]");
    }

    private void sendMoreThanTheNetworkTakes() throws Exception {
        line.send(new Packet.Publish("test/a", new byte[32 << 20], 0, false, false, 0), listener);
        assertThat(client.getInputStream().read()).isEqualTo(0x30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void finishingLetsAllLeaveAndReadsOn(String protocol) throws Exception {
        connect(protocol);
        line.send(new Packet.Publish("test/a", new byte[1 << 20], 0, false, false, 0));
        line.send(Packet.DISCONNECT, listener);
        line.finish();

        assertThat(client.getInputStream().readAllBytes())
                .hasSizeGreaterThan(1 << 20)
                .endsWith(0xe0, 0);
        client.close();
        assertThat(listener.awaitClosed()).isNotSameAs(cutByTest);
        assertThat(listener.events()).contains("left");
    }
}
