package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.MalformedPacketException;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts what links and the JDK throw into words that tell an operator what to look at. */
final class Reason {

    /** What the JDK calls it when the other side has closed. */
    private static final Pattern CLOSED_BY_PEER = Pattern.compile("reset|Broken pipe");

    private Reason() {}

    /** Why a connect did not succeed. */
    static String ofConnect(Throwable cause, ConnectionOptions options, ShownCredentials credentials) {
        if (cause instanceof TokenException) {
            return "no token to present: " + message(cause);
        }
        return ConnackReason.code(cause)
                .map(code -> ConnackReason.inWords(code, options, credentials))
                .orElseGet(() -> ofLoss(cause));
    }

    /** What to look at if the server closed the connection before CONNACK, and the handshakes before it have no answer; or empty. */
    static String hintOfClose(Throwable cause, String serverUri) {
        if (!isCloseByServer(cause)) {
            return "";
        }
        if (serverUri.startsWith("tcp:")) {
            return ": check that the port speaks tcp://, not TLS";
        }
        // In TLS 1.3 the client is through with its handshake before the server looks for a client certificate.
        return serverUri.startsWith("ws:") ? "" : "; if the server demands a client certificate, " + TlsReason.WHERE;
    }

    /** Why a connection ended, or could not be made at the network's level. */
    static String ofLoss(Throwable cause) {
        List<Throwable> causes = Causes.of(cause);
        Throwable root = causes.get(causes.size() - 1);
        if (root instanceof UnknownHostException) {
            return "the host name " + message(root) + " is not known: check the endpoint and DNS";
        }
        Optional<String> tls = TlsReason.of(causes, message(root));
        if (tls.isPresent()) {
            return tls.get();
        }
        if (root instanceof ConnectException || root instanceof NoRouteToHostException) {
            return "nothing accepts connections there (" + message(root)
                    + "): check host, port, firewall and the instance's whitelist";
        }
        if (root instanceof SocketTimeoutException) {
            return "no answer in time (" + message(root)
                    + "): check host, port, DNS, firewall and proxy; for a slow line, raise connectionTimeout";
        }
        if (root instanceof EOFException) {
            return "the server closed the connection "
                    + (message(root) == null ? "without a word" : "(" + message(root) + ")");
        }
        if (root instanceof SocketException) {
            return "the network connection broke (" + message(root) + ")";
        }
        if (root instanceof MqttException mqtt && mqtt.getReasonCode() == MqttException.REASON_CODE_CLIENT_TIMEOUT) {
            return "the server did not answer a keep-alive ping";
        }
        if (root instanceof LinkDroppedException own) {
            return own.getMessage();
        }
        if (root instanceof MalformedPacketException || root instanceof ProtocolViolationException) {
            return "the server sent what is not MQTT 3.1.1 (" + message(root)
                    + "): check that an MQTT server listens there, and that nothing between changes what passes";
        }
        return message(root) == null ? root.getClass().getSimpleName() : message(root);
    }

    /**
     * Whether the server closed the connection: an end of stream, or a reset, which a socket that is closed with unread
     * input sends instead.
     */
    static boolean isCloseByServer(Throwable cause) {
        Throwable root = Causes.innermost(cause);
        return root instanceof EOFException
                || (root instanceof SocketException
                        && CLOSED_BY_PEER.matcher(String.valueOf(message(root))).find());
    }

    /**
     * What an exception says, in a form that can stand in a log line: some of it may be the other side's words, as a topic
     * is that Netty refuses. Of somebody else's class it may throw instead.
     */
    static String message(Throwable of) {
        try {
            return Printable.of(of.getMessage(), Printable.SENTENCE);
        } catch (Throwable e) {
            return null;
        }
    }
}
