package io.github.camelaliyun.mqtt.wire;

import io.github.camelaliyun.mqtt.service.Causes;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Puts what Netty throws into the JDK's exceptions, which is what those who use a line know. */
final class LineFailure {

    private static final String PROXY = "the option proxy or, where it is not set, the JVM's proxy properties";

    /** Before the answer Netty tells the protocol, the login's scheme and the addresses, which are known. */
    private static final Pattern BEFORE_ANSWER = Pattern.compile("^\\w+, \\w+, [^,]* => [^,]*, ");
    /** In the answers of HTTP and of SOCKS 5, as Netty tells them; the rest of them is the proxy's to choose. */
    private static final Pattern LOGIN = Pattern.compile("^(status: 407|authStatus|unexpected authMethod)");

    /** Of what the other side says: behind it a message has to say what to look at, and whoever shows it may cut it. */
    private static final int MOST_SAID = 100;

    private LineFailure() {}

    /** Words of a server or a proxy as a part of a message: as many of them as leave room for the others. */
    static String brief(String said) {
        return said.length() <= MOST_SAID ? said : said.substring(0, MOST_SAID) + "...";
    }

    static Throwable of(Throwable thrown) {
        Throwable cause = withoutCodecs(thrown);
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
        if (cause instanceof CorruptedWebSocketFrameException) {
            return new MalformedPacketException("a WebSocket frame that is none: " + cause.getMessage());
        }
        if (cause.getClass() == IOException.class && cause.getMessage() != null) {
            // Such as "Connection reset by peer" and "Broken pipe".
            return new SocketException(cause.getMessage());
        }
        return cause;
    }

    /** What Netty's decoders and encoders have wrapped, be it in several. */
    private static Throwable withoutCodecs(Throwable thrown) {
        return Causes.of(thrown).stream()
                .filter(each -> !(each instanceof CodecException) || each instanceof CorruptedWebSocketFrameException)
                .findFirst()
                .orElseGet(() -> Causes.innermost(thrown));
    }

    /** What a TLS handshake fails with: a server that closes, or resets, in it does not speak TLS there. */
    static Throwable ofTls(Throwable thrown) {
        Throwable cause = of(thrown);
        if (!isBroken(cause)) {
            return cause;
        }
        String how = cause.getMessage() == null ? "the server closed the connection" : cause.getMessage();
        return new SSLException(how + " in the TLS handshake");
    }

    /** What a WebSocket handshake fails with. */
    static Throwable ofWebSocket(ServerUri server, Throwable thrown) {
        Throwable cause = of(thrown);
        if (!isBroken(cause)) {
            return cause;
        }
        String how = cause.getMessage() == null ? "" : cause.getMessage() + " ";
        return new EOFException(how + "in the WebSocket handshake: check that a WebSocket listener is there"
                + (server.secure() ? "" : ", and that the port speaks ws://, not TLS"));
    }

    private static boolean isBroken(Throwable cause) {
        return cause instanceof EOFException || cause instanceof SocketException;
    }

    /**
     * What a proxy fails with, on the way to it or in its handshake, in a whole sentence: it would look as if the server did
     * else, and another setting is to be looked at.
     */
    static Throwable ofProxy(Throwable thrown) {
        if (thrown instanceof ProxyConnectException) {
            return refusedByProxy(thrown);
        }
        Throwable cause = of(thrown);
        if (cause instanceof UnknownHostException) {
            return new IOException("the proxy's host name " + cause.getMessage() + " is not known: check " + PROXY);
        }
        return cause instanceof IOException
                ? new IOException("the proxy cannot be reached (" + cause.getMessage() + "): check " + PROXY)
                : cause;
    }

    private static Throwable refusedByProxy(Throwable refusal) {
        Throwable root = refusal.getCause();
        String said = String.valueOf(root instanceof IOException ? of(root).getMessage() : refusal.getMessage());
        String answer = brief(BEFORE_ANSWER.matcher(said).replaceFirst(""));
        return new IOException(
                LOGIN.matcher(answer).find()
                        ? "the proxy wants a login, or refuses the one that it got (" + answer
                                + "): check proxyUserName and proxyPassword or, where proxy is not set, the login of the"
                                + " JVM's properties"
                        : "the proxy does not connect to the server (" + answer + "): check " + PROXY
                                + ", and that it lets this host and port through");
    }
}
