package io.github.camelaliyun.mqtt.wire;

import io.github.camelaliyun.mqtt.service.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;

import java.util.regex.Pattern;

/**
 * Puts an answer that opens no WebSocket into words: what it was, at which path, and what to try. Of the server's words it has
 * none in which the query or a header of the request may be.
 */
final class UpgradeRefusal {

    /** What an address has that may be a login or a token. */
    private static final Pattern SECRET = Pattern.compile("(?<=//)[^/?#]*@|[?#].*", Pattern.DOTALL);

    private static final Pattern HTTP = Pattern.compile("^http(?=s?://)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PATH = Pattern.compile("(?<=[^:/])/.*", Pattern.DOTALL);

    private final String path;
    private final boolean quotes;

    /** @param quotes whether the request had neither a query nor headers of the user's */
    UpgradeRefusal(ServerUri server, boolean quotes) {
        this.path = "the path of the address (it was " + server.path().replaceAll("\\?.*", "?...") + ")";
        this.quotes = quotes;
    }

    /** Of a status other than 101. */
    String ofStatus(HttpResponse response) {
        // In the words of HTTP: those of the server may have the query in them.
        HttpResponseStatus status = HttpResponseStatus.valueOf(response.status().code());
        String location = response.headers().get(HttpHeaderNames.LOCATION);
        if (HttpStatusClass.REDIRECTION.contains(status.code()) && location != null) {
            return ofAnswer(
                    "HTTP " + status + " to " + target(location),
                    "it is not followed; write that address where it is the MQTT server's, else check " + path);
        }
        return ofAnswer("HTTP " + status, cure(status));
    }

    private String cure(HttpResponseStatus status) {
        if (status.equals(HttpResponseStatus.UNAUTHORIZED) || status.equals(HttpResponseStatus.FORBIDDEN)) {
            return "it wants a login, or refuses the one that it got: check customWebSocketHeaders, the query, and "
                    + path;
        }
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            return "the upgrade to WebSocket did not reach it: let the proxy or gateway before it pass the header Upgrade";
        }
        if (status.equals(HttpResponseStatus.TOO_MANY_REQUESTS)) {
            return "the server, or a gateway before it, takes no more connections at present";
        }
        if (HttpStatusClass.SERVER_ERROR.contains(status.code())) {
            return "the server, or a gateway before it, is not ready: check that both run";
        }
        return listener()
                + (status.equals(HttpResponseStatus.BAD_REQUEST)
                        ? ", for ws:// without TLS and for wss:// with it"
                        : "");
    }

    /** Where a redirect leads to, as an address of a WebSocket. */
    private String target(String location) {
        String shown = HTTP.matcher(SECRET.matcher(location).replaceAll("")).replaceFirst("ws");
        // What the request had may be in the path.
        return LineFailure.brief(
                Printable.of(quotes ? shown : PATH.matcher(shown).replaceFirst("/...")));
    }

    /** Of an answer that cannot be read. */
    String ofNoHttp() {
        return ofAnswer(
                "what is not HTTP",
                "check that its port is one of ws:// or wss://, and that no other server listens there");
    }

    /** Of an answer with another fault than its status. */
    String ofLength() {
        return ofAnswer("a status line over 4 KiB or headers over 8 KiB", listener());
    }

    /** Of an upgrade that breaks a rule of RFC 6455, 4.1. */
    String ofUpgrade(HttpResponse response, String subprotocol) {
        String chosen = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        String accept = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
        String fault = "its Upgrade or Connection header names no WebSocket";
        if (!subprotocol.equals(chosen)) {
            fault = "the server chose " + (chosen == null ? "no" : "another") + " subprotocol, where it must be "
                    + subprotocol;
        } else if (accept != null && response.headers().containsValue(HttpHeaderNames.UPGRADE, "websocket", true)) {
            fault = "Sec-WebSocket-Accept does not answer the request";
        } else if (accept == null) {
            fault = "Sec-WebSocket-Accept is missing";
        }
        return "the WebSocket handshake failed: " + fault + "; " + listener();
    }

    private String listener() {
        return "check " + path + ", and that a WebSocket server for MQTT listens there";
    }

    private static String ofAnswer(String answer, String cure) {
        return "the server answered the WebSocket handshake with " + answer + ": " + cure;
    }
}
