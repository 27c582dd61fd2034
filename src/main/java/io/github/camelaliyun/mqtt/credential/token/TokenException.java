package io.github.camelaliyun.mqtt.credential.token;

/** There is no token to be had. The message is one sentence with the cause and the cure, without secret or token. */
public class TokenException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What a failure says about what was asked for. */
    public enum Kind {
        /** The source works, and does not give what was asked for: the same with other topics may succeed. */
        REFUSED,
        /** The source cannot be used at present, whatever it is asked for. */
        UNAVAILABLE,
        /** It may be either. */
        UNKNOWN
    }

    /** Whether other topics might have been granted. */
    private final Kind kind;

    /**
     * Of kind {@link Kind#UNKNOWN} and without a cause.
     *
     * @param message the cause and the cure, in one sentence
     */
    public TokenException(String message) {
        this(Kind.UNKNOWN, message);
    }

    /**
     * Of kind {@link Kind#UNKNOWN}.
     *
     * @param message the cause and the cure, in one sentence
     * @param cause null if there is none
     */
    public TokenException(String message, Throwable cause) {
        this(Kind.UNKNOWN, message, cause);
    }

    /**
     * Without a cause.
     *
     * @param kind whether other topics might have been granted
     * @param message the cause and the cure, in one sentence
     */
    public TokenException(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * With all that can be told.
     *
     * @param kind whether other topics might have been granted
     * @param message the cause and the cure, in one sentence
     * @param cause null if there is none
     */
    public TokenException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** {@return whether other topics might have been granted} */
    public Kind kind() {
        return kind;
    }
}
