package io.github.camelaliyun.mqtt.service;

import java.util.Arrays;
import java.util.Optional;

/**
 * What can be wrong with a token, with the service's number for it.
 *
 * @see <a href="https://help.aliyun.com/document_detail/54282.html">Codes of $SYS/tokenInvalidNotice</a>
 */
public enum TokenFault {
    FORGED(1, "is forged: it is none of the service's"),
    EXPIRED(2, "has expired"),
    REVOKED(3, "was revoked"),
    WRONG_RESOURCE(4, "is not for this topic"),
    WRONG_ACTION(5, "is not for this action"),
    BAD_SIGNATURE(8, "has a bad signature: another instance issued it, or it was changed"),
    NO_RIGHTS(-1, "is of an account without rights");

    private final int code;
    private final String words;

    TokenFault(int code, String words) {
        this.code = code;
        this.words = words;
    }

    /** Empty for a number that is none of these. */
    public static Optional<TokenFault> of(int code) {
        return Arrays.stream(values()).filter(fault -> fault.code == code).findFirst();
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
