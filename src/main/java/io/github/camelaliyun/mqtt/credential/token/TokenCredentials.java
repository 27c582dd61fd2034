package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.Masked;
import io.github.camelaliyun.mqtt.credential.Required;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Token authentication (Token 鉴权): turns held tokens into what CONNECT carries, the username
 * {@code Token|<AccessKeyId>|<InstanceId>} and the password {@code <type>|<token>}, joined with {@code |}. Holds no token
 * itself; any thread may call it.
 *
 * @see <a href="https://help.aliyun.com/document_detail/54282.html">Client operations in token authentication</a>
 */
public final class TokenCredentials {

    private final String accessKey;
    private final String instanceId;

    /**
     * Checks that neither is empty.
     *
     * @param accessKey the AccessKey ID whose owner had the tokens issued
     * @param instanceId the instance that they are for
     * @throws IllegalArgumentException if one is missing
     */
    public TokenCredentials(String accessKey, String instanceId) {
        this.accessKey = Required.text("accessKey", accessKey);
        this.instanceId = Required.text("instanceId", instanceId);
    }

    /**
     * Turns tokens into user name and password.
     *
     * @param held at least one token, at most one of each type; in which order does not matter
     * @return what CONNECT carries
     * @throws IllegalArgumentException if there is none, or two of a type
     */
    public Credentials credentialsFor(Collection<Token> held) {
        Map<TokenType, Token> byType = new EnumMap<>(TokenType.class);
        for (Token token : held) {
            if (byType.put(token.type(), token) != null) {
                throw new IllegalArgumentException("two tokens of type " + token.type()
                        + " cannot be presented: the service takes at most one of each type, keep the newer one");
            }
        }
        if (byType.isEmpty()) {
            throw new IllegalArgumentException(
                    "no token to present in auth-mode token: fetch one from the token source before connecting");
        }
        String password = byType.values().stream()
                .map(token -> token.type() + "|" + token.value())
                .collect(Collectors.joining("|"));
        return new Credentials("Token|" + accessKey + "|" + instanceId, password);
    }

    /** {@return what is presented, in words and without any secret} */
    public String describe() {
        return "auth-mode token, AccessKey ID " + Masked.id(accessKey) + ", instance " + instanceId;
    }
}
