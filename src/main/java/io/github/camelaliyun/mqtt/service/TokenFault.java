package io.github.camelaliyun.mqtt.service;

import java.util.Arrays;
import java.util.Optional;

/**
 * What can be wrong with a token, with the service's number for it.
 *
 * @see <a href="https://help.aliyun.com/document_detail/54282.html">Codes of $SYS/tokenInvalidNotice</a>
 */
public enum TokenFault {
    /** The service has never issued it. */
    FORGED(1, "is forged: it is none of the service's"),
    /** Its life is over. */
    EXPIRED(2, "has expired"),
    /** It was withdrawn before its life was over. */
    REVOKED(3, "was revoked"),
    /** Its resources do not cover the topic. */
    WRONG_RESOURCE(4, "is not for this topic"),
    /** Its type does not allow to publish, or to subscribe. */
    WRONG_ACTION(5, "is not for this action"),
    /** Its signature is none of this instance's. */
    BAD_SIGNATURE(8, "has a bad signature: another instance issued it, or it was changed"),
    /** The account that had it issued has no rights on the resource. */
    NO_RIGHTS(-1, "is of an account without rights");

    private final int code;
    private final String words;

    TokenFault(int code, String words) {
        this.code = code;
        this.words = words;
    }

    /**
     * Finds the fault of a number.
     *
     * @param code the number in {@code $SYS/tokenInvalidNotice}
     * @return the fault, or empty for a number that is none of these
     */
    public static Optional<TokenFault> of(int code) {
        return Arrays.stream(values()).filter(fault -> fault.code == code).findFirst();
    }

    /** {@return the number in {@code $SYS/tokenInvalidNotice}} */
    public int code() {
        return code;
    }

    /** {@return the fault as the end of a sentence that begins with "the token"} */
    public String words() {
        return words;
    }
}
