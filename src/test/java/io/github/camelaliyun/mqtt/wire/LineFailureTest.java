package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import static org.assertj.core.api.Assertions.assertThat;

class LineFailureTest {

    @Test
    @Timeout(10)
    void codecsThatWrapEachOtherHaveAnEnd() {
        Throwable decoder = new DecoderException("first");
        Throwable encoder = new EncoderException("second", decoder);
        decoder.initCause(encoder);
        assertThat(LineFailure.of(decoder)).isSameAs(encoder);
    }

    @Test
    void whatTheJdkThrowsStaysAsItIs() {
        for (Throwable cause : new Throwable[] {
            new ConnectException("Connection refused"),
            new SocketException("Connection reset"),
            new EOFException(),
            new SSLHandshakeException("no"),
            new MalformedPacketException("no"),
            new OutOfMemoryError(),
            new IllegalStateException(),
            new IOException((String) null)
        }) {
            assertThat(LineFailure.of(cause)).isSameAs(cause);
        }
    }

    @Test
    void whatACodecWrapsIsUnwrapped() {
        SSLException tls = new SSLHandshakeException("no");
        tls.initCause(new CertificateException("not yours"));

        assertThat(LineFailure.of(new DecoderException(tls))).isSameAs(tls);
        assertThat(LineFailure.of(new EncoderException(new DecoderException(tls))))
                .isSameAs(tls);
        DecoderException own = new DecoderException("says the codec");
        assertThat(LineFailure.of(own)).isSameAs(own);
    }

    @Test
    void aConnectThatTakesTooLongIsATimeout() {
        assertThat(LineFailure.of(new ConnectTimeoutException("connection timed out after 30000 ms")))
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("connection timed out after 30000 ms");
    }

    @Test
    void aChannelThatIsClosedIsAnEnd() {
        assertThat(LineFailure.of(new ClosedChannelException())).isExactlyInstanceOf(EOFException.class);
        assertThat(LineFailure.of(new DecoderException(new ClosedChannelException())))
                .isExactlyInstanceOf(EOFException.class);
    }

    @Test
    void whatIsNotTlsIsSaidWithoutTheBytes() {
        Throwable told =
                LineFailure.of(new DecoderException(new NotSslRecordException("not an SSL/TLS record: 20020005")));

        assertThat(told).isInstanceOf(SSLException.class).hasMessage("what answers there does not speak TLS");
    }

    @Test
    void aWebSocketFrameThatIsNoneIsMalformed() {
        assertThat(LineFailure.of(new CorruptedWebSocketFrameException(
                        WebSocketCloseStatus.PROTOCOL_ERROR, "RSV != 0 and no extension negotiated, RSV:4")))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessage("a WebSocket frame that is none: RSV != 0 and no extension negotiated, RSV:4");
        assertThat(LineFailure.of(new DecoderException(new CorruptedWebSocketFrameException(
                        WebSocketCloseStatus.PROTOCOL_ERROR, "no", new IOException("inner")))))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessage("a WebSocket frame that is none: no");
    }

    @Test
    void whatTheSystemSaysOfTheNetworkIsAFailureOfTheSocket() {
        assertThat(LineFailure.of(new IOException("Connection reset by peer")))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Connection reset by peer")
                .hasNoCause();
        assertThat(LineFailure.of(new DecoderException(new IOException("Broken pipe"))))
                .isExactlyInstanceOf(SocketException.class);
    }

    /** TlsReason tells it with the cure. */
    @Test
    void whoClosesInTheTlsHandshakeDoesNotSpeakTls() {
        assertThat(LineFailure.ofTls(new ClosedChannelException()))
                .isExactlyInstanceOf(SSLException.class)
                .hasMessage("the server closed the connection in the TLS handshake");
        assertThat(LineFailure.ofTls(new IOException("Connection reset by peer")))
                .isExactlyInstanceOf(SSLException.class)
                .hasMessage("Connection reset by peer in the TLS handshake");
        SSLException tls = new SSLHandshakeException("no");
        assertThat(LineFailure.ofTls(new DecoderException(tls))).isSameAs(tls);
    }

    @Test
    void whoClosesInTheWebSocketHandshakeHasNoListenerForIt() {
        assertThat(LineFailure.ofWebSocket(ServerUri.parse("wss://a:443"), new ClosedChannelException()))
                .isExactlyInstanceOf(EOFException.class)
                .hasMessage("in the WebSocket handshake: check that a WebSocket listener is there");
        assertThat(LineFailure.ofWebSocket(ServerUri.parse("ws://a:80"), new SocketException("Connection reset")))
                .isExactlyInstanceOf(EOFException.class)
                .hasMessage("Connection reset in the WebSocket handshake: check that a WebSocket listener is there, and"
                        + " that the port speaks ws://, not TLS");
        SSLException alert = new SSLHandshakeException("Received fatal alert: certificate_required");
        assertThat(LineFailure.ofWebSocket(ServerUri.parse("wss://a:443"), new DecoderException(alert)))
                .isSameAs(alert);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status: 403 Forbidden",
                "status: 403 Forbidden, authStatus",
                "status: 502 no, status: 407",
                "status: HOST_UNREACHABLE",
                "timeout",
                "Connection reset",
                "null"
            })
    void aProxyThatRefusesIsNamedWithTheOption(String answer) {
        Throwable refusal = answer.equals("Connection reset")
                ? new ProxyConnectException("http, none, a => b", new IOException(answer))
                : new ProxyConnectException("http, basic, a/10.0.0.9:3128 => b:1883, " + answer);

        assertThat(LineFailure.ofProxy(refusal))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the proxy does not connect to the server (" + answer + "): check the option proxy or,"
                                + " where it is not set, the JVM's proxy properties, and that it lets this host and port through");
        assertThat(LineFailure.ofProxy(new ProxyConnectException((String) null)))
                .hasMessageContaining("(null)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status: 407 Proxy Authentication Required",
                "status: 407 Proxy Authentication Required, please log in",
                "status: 407 a => b, c",
                "authStatus: FAILURE",
                "unexpected authMethod: UNACCEPTED"
            })
    void aProxyThatWantsALoginIsToldWithTheOptionsForIt(String answer) {
        assertThat(LineFailure.ofProxy(new ProxyConnectException("http, basic, a => b, " + answer)))
                .hasMessage("the proxy wants a login, or refuses the one that it got (" + answer
                        + "): check proxyUserName and proxyPassword or, where proxy is not set, the login of the JVM's"
                        + " properties");
    }

    /** What to look at stands behind it, and a reason has an end. */
    @Test
    void aProxyThatSaysMuchLeavesRoomForTheOption() {
        assertThat(LineFailure.ofProxy(
                        new ProxyConnectException("http, none, a => b, status: 403 " + "x".repeat(4_000))))
                .hasMessageContaining("xxx...): check the option proxy")
                .satisfies(told -> assertThat(told.getMessage()).hasSizeLessThan(300));
        assertThat(LineFailure.brief("x".repeat(100))).isEqualTo("x".repeat(100));
        assertThat(LineFailure.brief("x".repeat(101))).isEqualTo("x".repeat(100) + "...");
    }

    @Test
    void aProxyThatCannotBeReachedIsNotTakenForTheServer() {
        for (IOException cause : new IOException[] {
            new ConnectException("no"), new SocketTimeoutException("no"), new SocketException("no")
        }) {
            assertThat(LineFailure.ofProxy(cause))
                    .hasMessage("the proxy cannot be reached (no): check the option proxy or, where it is not set, the"
                            + " JVM's proxy properties")
                    .hasNoCause();
        }
        assertThat(LineFailure.ofProxy(new UnknownHostException("proxy.example")))
                .hasMessage("the proxy's host name proxy.example is not known: check the option proxy or, where it is"
                        + " not set, the JVM's proxy properties")
                .hasNoCause();
        OutOfMemoryError other = new OutOfMemoryError();
        assertThat(LineFailure.ofProxy(other)).isSameAs(other);
    }
}
