package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import static org.assertj.core.api.Assertions.assertThat;

class LineFailureTest {

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

    @Test
    void aProxyThatRefusesIsNamedWithTheOption() {
        assertThat(LineFailure.of(new ProxyConnectException(
                        "http, basic, proxy.example.com/10.0.0.9:3128 => mq.example.com:1883, status: 407 Proxy"
                                + " Authentication Required")))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the proxy does not connect to the server (status: 407 Proxy Authentication Required): check"
                                + " the option proxy and its login, and that it lets this host and port through");
        assertThat(LineFailure.of(new ProxyConnectException("timeout"))).hasMessageContaining("(timeout)");
        assertThat(LineFailure.of(new ProxyConnectException((String) null))).hasMessageContaining("(null)");
    }

    @Test
    void aProxyThatIsNotThereIsAsAServerThatIsNot() {
        ConnectException refused = new ConnectException("Connection refused");
        assertThat(LineFailure.of(new ProxyConnectException("http, none, a => b", refused)))
                .isSameAs(refused);
        assertThat(LineFailure.of(new ProxyConnectException("http, none, a => b", new ClosedChannelException())))
                .isExactlyInstanceOf(EOFException.class);
    }
}
