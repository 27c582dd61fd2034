package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.SystemTopics;
import io.github.camelaliyun.mqtt.service.TokenFault;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * What the service pushes about a client's tokens, without a subscription.
 *
 * @param kind which of the two notices it is
 * @param code of an {@link Kind#INVALID} notice: what is wrong; zero otherwise
 * @param type which token, {@code R}, {@code W} or {@code RW}, as the service names it
 * @see <a href="https://help.aliyun.com/document_detail/54282.html">Codes of $SYS/tokenInvalidNotice</a>
 */
record TokenNotice(Kind kind, int code, String type) {

    enum Kind {
        /** A token expires soon. Pushed once, usually five minutes ahead, and not guaranteed. */
        EXPIRES,
        /** A token is not valid; the service closes the connection next. */
        INVALID
    }

    private static final Set<String> TYPES = Set.of("R", "W", "RW");
    /** A notice has less than a hundred. */
    private static final int MOST_BYTES = 4096;

    /** Reads a message, if it is one of the notices; what cannot be read of one is left at zero and empty. */
    static Optional<TokenNotice> of(String topic, byte[] payload) {
        return switch (topic) {
            case SystemTopics.TOKEN_EXPIRES -> Optional.of(read(Kind.EXPIRES, payload));
            case SystemTopics.TOKEN_INVALID -> Optional.of(read(Kind.INVALID, payload));
            default -> Optional.empty();
        };
    }

    private static TokenNotice read(Kind kind, byte[] payload) {
        if (payload.length > MOST_BYTES) {
            return new TokenNotice(kind, 0, "");
        }
        try {
            JsonObject json = (JsonObject) Jsoner.deserialize(new String(payload, StandardCharsets.UTF_8));
            int code = json.get("code") instanceof Number number ? number.intValue() : 0;
            // Nothing else, since it ends up in a log.
            String type = json.get("type") instanceof String text && TYPES.contains(text) ? text : "";
            return new TokenNotice(kind, code, type);
        } catch (DeserializationException | RuntimeException | StackOverflowError e) {
            return new TokenNotice(kind, 0, "");
        }
    }

    /** Cause and cure of an {@link Kind#INVALID} notice. */
    String explanation() {
        String number = "code " + code;
        Optional<TokenFault> known = TokenFault.of(code);
        if (known.isEmpty()) {
            return said("is not valid (" + number
                    + ", which is none of the documented ones): check that the token source gives"
                    + " tokens of this instance unchanged");
        }
        return said(
                switch (known.get()) {
                    case FORGED ->
                        "is none of the service's (" + number + ", forged): check that the token source gives the"
                                + " service's tokens unchanged";
                    case EXPIRED ->
                        "has expired (" + number + "): check that the token source answers in time, and this machine's"
                                + " clock";
                    case REVOKED -> "was revoked (" + number + "): somebody called RevokeToken; a fresh one is fetched";
                    case WRONG_RESOURCE ->
                        "is not for a topic that was used (" + number + ", wrong resource): add that topic to"
                                + " token.resources, or leave them out to have tokens for all parent topics in use";
                    case WRONG_ACTION ->
                        "is not for what was done (" + number + ", wrong action): a client that receives needs R, one"
                                + " that sends W; set token.types to RW or R,W";
                    case BAD_SIGNATURE ->
                        "has a bad signature (" + number + "): it is for another instance, or was changed on its way;"
                                + " check instance and text of what the token source gives";
                    case NO_RIGHTS ->
                        "is of an account without rights (" + number + "): let the AccessKey's RAM policy allow MQTT";
                });
    }

    private String said(String fault) {
        return "the service says that the token" + (type.isEmpty() ? "" : " of type " + type) + " " + fault;
    }
}
