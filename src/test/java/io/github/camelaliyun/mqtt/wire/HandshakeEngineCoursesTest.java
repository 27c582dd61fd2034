package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The courses that a handshake takes which opens the line, and what follows it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandshakeEngineCoursesTest extends HandshakeEngineRig {

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsResumed(String protocol) throws Exception {
        open(protocol);
        server.shakeHands();
        long made = server.engine.getSession().getCreationTime();
        assertPacketsGoBothWays();
        server.socket.close();
        listener.awaitClosed();
        listener.assertInOrder();

        listener = new RecordingListener();
        // Else the sessions could have been made at the same time.
        await().until(() -> System.currentTimeMillis() > made);
        open(protocol);
        server.shakeHands();
        assertThat(server.engine.getSession().getCreationTime()).isEqualTo(made);
        assertPacketsGoBothWays();
        // The server is the first to be through here.
        assertDataBehindTheOwnGoodbyeIsGiven();
    }

    private void assertDataBehindTheOwnGoodbyeIsGiven() throws IOException {
        line.send(Packet.DISCONNECT, listener);
        line.finish();
        assertThat(server.read(2)).containsExactly(0xe0, 0);
        server.awaitGoodbye();
        server.write(server.seal(new byte[] {0x40, 2, 0, 2}));
        listener.awaitEvent("Puback[packetId=2]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void dataBehindTheOwnGoodbyeIsGiven(String protocol) throws Exception {
        open(protocol);
        server.shakeHands();
        assertPacketsGoBothWays();

        assertDataBehindTheOwnGoodbyeIsGiven();
    }

    @Test
    void aServerThatWantsAnotherKeyShareGetsIt() throws Exception {
        open("TLSv1.3");
        server.refuse("x25519", "secp256r1", "X25519MLKEM768");
        server.shakeHands();

        assertThat(server.flights.get(0).length).isLessThan(250);
        assertThat(HexFormat.of().formatHex(server.flights.get(0)))
                .as("the random of a HelloRetryRequest (RFC 8446, 4.1.3)")
                .contains("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");
        assertPacketsGoBothWays();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aHandshakeMayComeByteByByte(String protocol) throws Exception {
        open(protocol);
        server.byteByByte = true;
        server.shakeHands();

        assertPacketsGoBothWays();
    }

    /** Of the server's own packing: all of a flight that has the same keys is in one record. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2,1", "TLSv1.3,2"})
    void aRecordMayHaveSeveralMessages(String protocol, int most) throws Exception {
        open(protocol);
        server.engine.setNeedClientAuth(true);
        server.shakeHands();

        assertThat(handshakeRecords(server.flights.get(0))).isEqualTo(most);
        assertPacketsGoBothWays();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aMessageMayTakeSeveralRecords(String protocol) throws Exception {
        open(protocol);
        SSLParameters parameters = server.engine.getSSLParameters();
        parameters.setMaximumPacketSize(200);
        server.engine.setSSLParameters(parameters);
        server.shakeHands();

        assertThat(handshakeRecords(server.flights.get(0))).isGreaterThan(2);
        assertPacketsGoBothWays();
    }

    /** Without the change of ciphers. */
    private static int handshakeRecords(byte[] flight) {
        int count = 0;
        ByteBuffer bytes = ByteBuffer.wrap(flight);
        while (bytes.hasRemaining()) {
            count += bytes.get(bytes.position()) == 20 ? 0 : 1;
            bytes.position(bytes.position() + 5 + bytes.getShort(bytes.position() + 3));
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void dataBehindTheLastOfTheHandshakeIsGivenAtOnce(String protocol) throws Exception {
        open(protocol);
        byte[] last = server.next();
        while (server.engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            server.write(last);
            last = server.next();
        }
        assertThat(last).isNotEmpty();
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        segment.writeBytes(last);
        segment.writeBytes(server.seal(PUBACK_1));
        server.write(segment.toByteArray());

        listener.awaitEvent(PUBACK_1_TOLD);
        assertThat(listener.events()).containsExactly("opened", PUBACK_1_TOLD);
    }

    @Test
    void keysAreUpdatedAsTheServerWantsIt() throws Exception {
        open("TLSv1.3");
        server.shakeHands();
        assertPacketsGoBothWays();
        for (int i = 2; i < 5; i++) {
            // It wants an update of the client's too.
            server.engine.beginHandshake();
            ByteArrayOutputStream segment = new ByteArrayOutputStream();
            segment.writeBytes(server.wrapAll());
            segment.writeBytes(server.seal(new byte[] {0x40, 2, 0, (byte) i}));
            assertThat(segment.size()).isGreaterThan(50);
            server.write(segment.toByteArray());
            listener.awaitEvent("Puback[packetId=" + i + "]");
            int before = server.records;
            line.send(Packet.PINGREQ, listener);
            assertThat(server.read(2)).containsExactly(0xc0, 0);
            assertThat(server.records - before).as("the update and the packet").isEqualTo(2);
        }
    }
}
