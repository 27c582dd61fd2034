package io.github.camelaliyun.mqtt.credential.token;

/**
 * What a token lets its holder do, in the words of the MQTT side: {@code R}, {@code W} or {@code RW}. A client presents at
 * most one token of each type.
 *
 * @see <a href="https://www.alibabacloud.com/help/en/apsaramq-for-mqtt/developer-reference/client-related-operations-in-token-based-authentication">Client
 *     operations in token authentication</a>
 */
public enum TokenType {
    /** Subscribe. */
    R("R"),
    /** Publish. */
    W("W"),
    /** Subscribe and publish. */
    RW("R,W");

    private final String actions;

    TokenType(String actions) {
        this.actions = actions;
    }

    /** {@return the same in the words of {@code ApplyToken}: the parameter {@code Actions}} */
    public String actions() {
        return actions;
    }

    /** {@return whether a token of this type lets its holder subscribe} */
    public boolean reads() {
        return this != W;
    }

    /** {@return whether a token of this type lets its holder publish} */
    public boolean writes() {
        return this != R;
    }
}
