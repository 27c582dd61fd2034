package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

/** That a line over WebSocket is one as any other, and the statements of MQTT 3.1.1 about WebSocket. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireOverWebSocketTest extends NettyWireRig {

    @Test
    void aWebSocketThatIsCutWhileItPausesLeavesNoThread() throws Exception {
        AtomicReference<Line> line = new AtomicReference<>();
        listener.when("received", () -> line.get().pause());
        line.set(open("ws"));
        Socket client = accept();
        shakeHands(client);
        listener.awaitEvent("opened");
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 4_000; i++) {
            frames.writeBytes(HexFormat.of().parseHex("8204" + PUBACK_1));
        }
        client.getOutputStream().write(frames.toByteArray());
        listener.awaitEvent("Puback[packetId=1]");
        line.get().cut(cutByTest);

        assertThat(listener.awaitClosed()).isSameAs(cutByTest);
    }

    @Test
    void aWebSocketThatTheServerClosesEndsTheLine() throws Exception {
        open("ws");
        Socket client = accept();
        shakeHands(client);
        listener.awaitEvent("opened");
        client.close();

        assertThat(listener.awaitClosed()).isInstanceOf(IOException.class);
    }

    /** MQTT 3.1.1, 6.0.0-1 to 6.0.0-3. */
    @Test
    void aWebSocketOffersMqttAndCarriesItsPacketsInBinaryFrames() throws Exception {
        Line line = open("ws");
        Socket client = accept();
        assertThat(shakeHands(client)).contains("sec-websocket-protocol: mqtt");
        listener.awaitEvent("opened");
        line.send(Packet.PINGREQ);
        byte[] frame = client.getInputStream().readNBytes(8);
        assertThat(frame).startsWith(0x82, 0x82);
        assertThat(new byte[] {(byte) (frame[6] ^ frame[2]), (byte) (frame[7] ^ frame[3])})
                .containsExactly(0xc0, 0);

        // A packet in two frames, the second of which has another one.
        say(client, "8203" + PUBACK_1.substring(0, 6) + "8203" + PUBACK_1.substring(6) + "d000");
        listener.awaitEvent(Packet.PINGRESP.toString());
        assertThat(listener.events()).containsExactly("opened", "Puback[packetId=1]", "Pingresp[]");
        line.cut(cutByTest);
        listener.awaitClosed();
    }

    /** MQTT 3.1.1, 6.0.0-4. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Sec-WebSocket-Protocol: mqttv3.1\r\n"})
    void aWebSocketOfAnotherSubprotocolIsNotOpened(String subprotocol) throws Exception {
        open("ws");
        shakeHands(accept(), subprotocol);

        assertThat(listener.awaitClosed()).hasMessageContaining("the WebSocket handshake failed");
        assertThat(listener.events()).containsExactly("closed");
    }

    private static List<String> shakeHands(Socket client) throws Exception {
        return shakeHands(client, "Sec-WebSocket-Protocol: mqtt\r\n");
    }

    /** RFC 6455, 4.2.2. Returns what the client has asked for. */
    private static List<String> shakeHands(Socket client, String subprotocol) throws Exception {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        List<String> headers = new ArrayList<>();
        String key = "";
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            headers.add(line.toLowerCase(Locale.ROOT));
            key = line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key: ")
                    ? line.substring(line.indexOf(' ') + 1)
                    : key;
        }
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + subprotocol + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n";
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        return headers;
    }
}
