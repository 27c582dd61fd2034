package io.github.camelaliyun.mqtt.sandbox.token;

/**
 * What can be wrong with a token, with the service's number for it. Number -1, an account without rights, cannot happen
 * here.
 *
 * @see <a href="https://help.aliyun.com/document_detail/54282.html">Codes of $SYS/tokenInvalidNotice</a>
 */
public enum TokenFault {
    FORGED(1, "is forged: it is none of the service's"),
    EXPIRED(2, "has expired"),
    REVOKED(3, "was revoked"),
    WRONG_RESOURCE(4, "is not for this topic"),
    WRONG_ACTION(5, "is not for this action"),
    BAD_SIGNATURE(8, "has a bad signature: another instance issued it, or it was changed");

    private final int code;
    private final String words;

    TokenFault(int code, String words) {
        this.code = code;
        this.words = words;
    }

    /** The number in {@code $SYS/tokenInvalidNotice}. */
    public int code() {
        return code;
    }

    /** The fault as the end of a sentence that begins with "the token". */
    public String words() {
        return words;
    }
}
