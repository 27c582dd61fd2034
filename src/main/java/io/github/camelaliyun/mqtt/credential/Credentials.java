package io.github.camelaliyun.mqtt.credential;

import java.util.Objects;

/**
 * What a CONNECT packet carries to say who the client is. The password never appears in {@link #toString()}.
 *
 * @param username the three-part username ({@code Signature|<AccessKeyId>|<InstanceId>} and its siblings)
 * @param password the computed password
 */
public record Credentials(String username, String password) {

    /**
     * Both parts are needed.
     *
     * @param username not null
     * @param password not null
     */
    public Credentials {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
    }

    @Override
    public String toString() {
        return "Credentials[" + Masked.username(username) + "]";
    }
}
