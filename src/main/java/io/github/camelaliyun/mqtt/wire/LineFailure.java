package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/** Puts what Netty throws into the JDK's exceptions, which is what those who use a line know. */
final class LineFailure {

    private LineFailure() {}

    static Throwable of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CodecException
                && cause.getCause() != null
                && !(cause instanceof CorruptedWebSocketFrameException)) {
            cause = cause.getCause();
        }
        if (cause instanceof ConnectTimeoutException) {
            return new SocketTimeoutException(cause.getMessage());
        }
        if (cause instanceof ClosedChannelException) {
            return new EOFException();
        }
        if (cause instanceof NotSslRecordException) {
            // Its message has the bytes that were received.
            return new SSLException("what answers there does not speak TLS");
        }
        if (cause instanceof ProxyConnectException) {
            return proxy(cause);
        }
        if (cause instanceof CorruptedWebSocketFrameException) {
            return new MalformedPacketException("a WebSocket frame that is none: " + cause.getMessage());
        }
        if (cause.getClass() == IOException.class && cause.getMessage() != null) {
            // Such as "Connection reset by peer" and "Broken pipe".
            SocketException network = new SocketException(cause.getMessage());
            network.initCause(null);
            return network;
        }
        return cause;
    }

    /** Why a proxy could not be connected to: else it would look as if the server could not. */
    static Throwable ofProxy(ProxyServer proxy, Throwable thrown) {
        Throwable cause = of(thrown);
        if (cause instanceof ConnectException) {
            return new ConnectException("the proxy " + proxy + ": " + cause.getMessage());
        }
        return cause instanceof SocketTimeoutException
                ? new SocketTimeoutException("the proxy " + proxy + ": " + cause.getMessage())
                : cause;
    }

    /** The last part of what Netty says; before it stand the addresses, which are known. */
    private static Throwable proxy(Throwable cause) {
        Throwable root = cause.getCause();
        if (root instanceof IOException) {
            return of(root);
        }
        String said = String.valueOf(cause.getMessage());
        int last = said.lastIndexOf(", ");
        return new IOException(
                "the proxy does not connect to the server (" + (last < 0 ? said : said.substring(last + 2))
                        + "): check the option proxy and its login, and that it lets this host and port through");
    }
}
