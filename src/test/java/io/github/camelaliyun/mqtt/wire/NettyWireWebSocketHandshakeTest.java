package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a line asks for in the handshake of WebSocket, and which answers open it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireWebSocketHandshakeTest extends NettyWireWebSocketRig {

    @ParameterizedTest
    @CsvSource({
        "404 Not Found,'check the path of the address (it was /mqtt?...), and that a WebSocket server'",
        "200 OK,check the path of the address (it was /mqtt?...)",
        "400 Bad Request,'check the path of the address (it was /mqtt?...), and that a WebSocket server for MQTT listens there,"
                + " for ws:// without TLS'",
        "426 Upgrade Required,'the upgrade to WebSocket did not reach it: let the proxy or gateway'",
        "429 Too Many Requests,'the server, or a gateway before it, takes no more connections at present'",
        "401 Unauthorized,'it wants a login, or refuses the one that it got: check customWebSocketHeaders, the query, and the"
                + " path of the address (it was /mqtt?...)'",
        "403 Forbidden,'it wants a login, or refuses the one that it got: check customWebSocketHeaders'",
        "500 Internal Server Error,'the server, or a gateway before it, is not ready'",
        "502 Bad Gateway,'the server, or a gateway before it, is not ready'",
        "503 Service Unavailable,'the server, or a gateway before it, is not ready: check that both run'"
    })
    void theStatusOfAnAnswerThatIsNoUpgradeIsTheCause(String status, String cure) throws Exception {
        open("/mqtt?token=secret");
        accept();
        answer("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno");

        assertThat(listener.awaitClosed())
                .isInstanceOf(IOException.class)
                // Which would be told as a network connection that broke.
                .isNotInstanceOf(SocketException.class)
                .hasMessageContaining("HTTP " + status + ": " + cure)
                .hasMessageNotContaining("secret");
        assertThat(listener.events()).containsExactly("closed");
    }

    /** Of a query or header of the request nothing is told, wherever the server writes it. */
    @ParameterizedTest
    @CsvSource({
        "301 Moved Permanently,/mqtt,https://u:secret@h.example:8443/iot/mqtt?t=secret,wss://h.example:8443/iot/mqtt",
        "302 Found,/mqtt?token=secret,http://h.example/secret/login,ws://h.example/...",
        "307 Temporary Redirect,/mqtt,/login#secret,/login",
        "308 Permanent Redirect,/mqtt,wss://h.example/mqtt,wss://h.example/mqtt"
    })
    void aRedirectIsNotFollowedAndToldWithItsTarget(String status, String path, String location, String target)
            throws Exception {
        open(path);
        accept();
        answer("HTTP/1.1 " + status + "\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");

        assertThat(listener.awaitClosed())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "the server answered the WebSocket handshake with HTTP " + status + " to " + target
                                + ": it is not followed; write that address where it is the MQTT server's, else check the path")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"302 Found\r\nSet-Cookie: ", "404 "})
    void anAnswerThatIsTooLongIsHttpAllTheSame(String begin) throws Exception {
        open("");
        accept();
        answer("HTTP/1.1 " + begin + "x".repeat(9_000) + "\r\nContent-Length: 0\r\n\r\n");

        assertThat(listener.awaitClosed())
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the server answered the WebSocket handshake with a status line over 4 KiB or headers over 8"
                                + " KiB: check the path of the address (it was /mqtt), and that a WebSocket server for MQTT"
                                + " listens there");
    }

    /** It may say what it was asked for, with the query; and whoever tells the cause cuts it. */
    @ParameterizedTest
    @ValueSource(strings = {"of /mqtt?token=secret", "xxx"})
    void ofTheServersWordsForItsStatusNothingIsTold(String words) throws Exception {
        open("/mqtt?token=secret");
        accept();
        answer("HTTP/1.1 404 " + words.repeat(100) + "\r\nContent-Length: 0\r\n\r\n");

        assertThat(listener.awaitClosed())
                .hasMessageContaining("HTTP 404 Not Found: check the path of the address")
                .hasMessageNotContaining("secret")
                .satisfies(told -> assertThat(told.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void whatIsNotHttpIsTheCause() throws Exception {
        open("");
        accept();
        client.getOutputStream().write(HexFormat.of().parseHex("20020005" + "0a".repeat(10)));
        client.shutdownOutput();

        assertThat(listener.awaitClosed())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketException.class)
                .hasMessage(
                        "the server answered the WebSocket handshake with what is not HTTP: check that its port is one of ws:// or"
                                + " wss://, and that no other server listens there");
        assertThat(listener.events()).containsExactly("closed");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Accept,bm8=,Sec-WebSocket-Accept does not answer the request",
        "Sec-WebSocket-Accept,,Sec-WebSocket-Accept is missing",
        "Sec-WebSocket-Protocol,,'the server chose no subprotocol, where it must be mqtt'",
        "Sec-WebSocket-Protocol,amqp,'the server chose another subprotocol, where it must be mqtt'",
        "Upgrade,h2c,its Upgrade or Connection header names no WebSocket"
    })
    void anUpgradeThatBreaksARuleIsRefused(String header, String value, String fault) throws Exception {
        open("");
        accept();
        String upgrade = upgrade().replaceAll(header + ": .*\r\n", value == null ? "" : header + ": " + value + "\r\n");
        answer(upgrade);

        assertThat(listener.awaitClosed())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketException.class)
                .hasMessage("the WebSocket handshake failed: " + fault
                        + "; check the path of the address (it was /mqtt), and that a WebSocket server for MQTT listens"
                        + " there");
        assertThat(listener.events()).containsExactly("closed");
    }

    @Test
    void anUpgradeMayComeLateAndInPieces() throws Exception {
        limit = Duration.ofSeconds(20);
        Line line = open("");
        accept();
        String upgrade = upgrade();
        await().during(1_000, MILLISECONDS)
                .atMost(10, SECONDS)
                .until(() -> listener.events().isEmpty());
        for (int at = 0; at < upgrade.length(); at += 7) {
            answer(upgrade.substring(at, Math.min(upgrade.length(), at + 7)));
        }
        listener.awaitEvent("opened");
        // Bytes of the handshake are nobody's.
        assertThat(listener.heardSoFar()).isZero();
        assertThat(listener.idlesSoFar()).isLessThanOrEqualTo(1);
        end(line);
    }

    @Test
    void theLimitOfTheOpeningEndsNoLineThatIsOpen() throws Exception {
        limit = Duration.ofSeconds(3);
        Line line = connected();
        await().during(limit.plusMillis(500))
                .atMost(20, SECONDS)
                .until(() -> listener.events().equals(List.of("opened")));
        end(line);
    }

    @Test
    void anUpgradeThatDoesNotComeEndsTheLineInTime() throws Exception {
        limit = Duration.ofMillis(500);
        open("");
        accept();
        answer("HTTP/1.1 101 Switching Protocols\r\n");

        assertThat(listener.awaitClosed())
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("the WebSocket handshake did not end within 500 ms");
    }

    @Test
    void pathQueryHostAndSubprotocolArrive() throws Exception {
        Line line = open("/a/b%20c?d=e/f&g=%2F");
        accept();
        answer(upgrade());
        listener.awaitEvent("opened");

        assertThat(request.get(0)).isEqualTo("GET /a/b%20c?d=e/f&g=%2F HTTP/1.1");
        assertThat(header("host")).containsExactly("127.0.0.1:" + server.getLocalPort());
        assertThat(header("sec-websocket-protocol")).containsExactly("mqtt");
        assertThat(header("sec-websocket-version")).containsExactly("13");
        assertThat(header("sec-websocket-extensions")).isEmpty();
        end(line);
    }

    @Test
    void thePathIsTheUsualOneWhereNoneIsWritten() throws Exception {
        Line line = connected();
        assertThat(request.get(0)).isEqualTo("GET /mqtt HTTP/1.1");
        end(line);
    }

    @Test
    void headersOfOnesOwnArrive() throws Exception {
        headers.setProperty("Authorization", "Bearer abc");
        headers.setProperty("X-Test", "one, two");
        headers.setProperty("Host", "other.example.com");
        Line line = connected();

        assertThat(header("authorization")).containsExactly("Bearer abc");
        assertThat(header("x-test")).containsExactly("one, two");
        assertThat(header("host")).containsExactly("other.example.com");
        end(line);
    }

    @Test
    void whatComesRightBehindTheUpgradeArrives() throws Exception {
        Line line = open("");
        accept();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(upgrade().getBytes(StandardCharsets.US_ASCII));
        both.writeBytes(HexFormat.of().parseHex("8204" + PUBACK_1));
        client.getOutputStream().write(both.toByteArray());

        listener.awaitEvent("Puback[packetId=1]");
        end(line);
    }
}
