package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.EOFException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;

import static org.assertj.core.api.Assertions.assertThat;

/** An attempt goes from one server of the list to the next, with one line at a time. */
class ServersInTurnTest {

    private final ConnectRig rig = new ConnectRig();
    private final ScriptedWire wire = rig.wire;
    private final MqttConnection connection =
            rig.connection(List.of("tcp://127.0.0.1:1", "tcp://127.0.0.1:2"), "GID_test@@@1", 4);

    @Test
    void aLineThatGivesNoConnackIsCutBeforeTheNextIsOpened() {
        wire.onOpen = () ->
                assertThat(wire.lines).allSatisfy(line -> assertThat(line.cut).isNotNull());
        connection.open();
        wire.latest().open();
        rig.timer.advance(ConnectRig.CONNECT_TIMEOUT);

        assertThat(wire.lines).hasSize(2);
        connect();
    }

    @Test
    void aLineThatDoesNotOpenIsCutBeforeTheNextIsOpened() {
        wire.onOpen = () ->
                assertThat(wire.lines).allSatisfy(line -> assertThat(line.cut).isNotNull());
        connection.open();
        rig.timer.advance(ConnectRig.CONNECT_TIMEOUT.multipliedBy(3));

        assertThat(wire.lines).hasSize(2);
        connect();
    }

    @Test
    void whatIsThrownOnTheWayToTheNextServerEndsTheAttempt() {
        wire.onFind = uri -> {
            if (uri.endsWith(":2")) {
                throw new OutOfMemoryError("says the test");
            }
            return CompletableFuture.completedFuture(List.of(new Way(uri, null, null)));
        };
        connection.open();
        wire.latest().closeByServer();

        assertThat(connection.state()).isEqualTo(ConnectionState.DISCONNECTED);
        wire.onFind = uri -> CompletableFuture.completedFuture(List.of(new Way(uri, null, null)));
        for (int i = 0; i < 400 && wire.lines.size() == 1; i++) {
            rig.timer.advance(Duration.ofMillis(100));
        }
        assertThat(wire.lines).hasSize(2);
        wire.latest().closeByServer();
        connect();
    }

    /** How far it got tells what to look at; in the handshakes the line says so itself. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp://a:1|true||the server closed the connection without a word: check that the port speaks tcp://, not TLS",
                "tcp://a:1|true|Connection reset|the network connection broke (Connection reset): check that the port speaks"
                        + " tcp://, not TLS",
                "ws://a:1|true||the server closed the connection without a word",
                "ws://a:1|false|in the WebSocket handshake|the server closed the connection (in the WebSocket handshake)",
                "ssl://a:1|true||the server closed the connection without a word; if the server demands a client certificate,"
                        + " set certificateFile and privateKeyFile, or a key store in camel.ssl.* or the component's"
                        + " sslContextParameters",
                "wss://a:1|false|in the WebSocket handshake|the server closed the connection (in the WebSocket handshake); if"
                        + " the server demands a client certificate, set certificateFile and privateKeyFile, or a key store"
                        + " in camel.ssl.* or the component's sslContextParameters"
            })
    void aCloseBeforeConnackIsToldWithWhatToLookAt(String server, boolean opened, String words, String told) {
        MqttConnection one = rig.connection(List.of(server), "GID_test@@@1", 4);
        one.open();
        if (opened) {
            wire.latest().open();
        }
        wire.latest()
                .closeBy(
                        words != null && words.startsWith("Connection")
                                ? new SocketException(words)
                                : new EOFException(words));

        assertThat(one.status().lastError()).isEqualTo(told);
    }

    /** It may have a token. */
    @Test
    void theQueryOfAnAddressIsInNoMessage() {
        List<String> servers = List.of("ws://a:1/mqtt?token=secret", "wss://b:2/?secret");
        MqttConnection one = rig.connection(servers, "GID_test@@@1", 4);
        one.open();
        wire.latest().closeByServer();
        assertThat(wire.latest().serverUri).isEqualTo("wss://b:2/?secret");
        wire.latest().closeBy(new SocketException("Connection reset"));

        assertThat(one.status().lastError())
                .startsWith("ws://a:1/mqtt?...: the server closed")
                .contains("; wss://b:2/?...: the network")
                .doesNotContain("secret");
        assertThat(one.status().server()).isEqualTo("ws://a:1/mqtt?...,wss://b:2/?...");
        assertThat(one.options()).hasToString("GID_test@@@1 at ws://a:1/mqtt?...,wss://b:2/?...");
    }

    @Test
    void aServerThatGivesNoConnackIsToldWithWhatToCheck() {
        MqttConnection one = rig.connection(List.of("tcp://a:1"), "GID_test@@@1", 4);
        one.open();
        wire.latest().open();
        rig.timer.advance(ConnectRig.CONNECT_TIMEOUT);

        assertThat(one.status().lastError())
                .isEqualTo(
                        "no answer in time (no CONNACK within 3000 ms): check host, port, DNS, firewall and proxy; for"
                                + " a slow line, raise connectionTimeout");
    }

    @Test
    void aTlsHandshakeThatTheServerClosesNeedsNoClientCertificate() {
        MqttConnection one = rig.connection(List.of("ssl://a:1"), "GID_test@@@1", 4);
        one.open();
        wire.latest().closeBy(new SSLException("the server closed the connection in the TLS handshake"));

        assertThat(one.status().lastError())
                .isEqualTo("TLS failed (the server closed the connection in the TLS handshake): check that ssl:// or"
                        + " wss:// goes to a TLS port");
    }

    private void connect() {
        ScriptedLine line = wire.latest();
        assertThat(line.serverUri).isEqualTo("tcp://127.0.0.1:2");
        line.open();
        line.deliver(new Packet.Connack(false, 0));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
    }
}
