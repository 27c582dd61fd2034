package io.github.camelaliyun.mqtt.credential;

/**
 * There is nothing to present at this connect; it counts as one that failed, and is tried again. The message is for an
 * operator and holds no secret; there is no cause, for that of a placeholder may quote the value.
 */
public final class CredentialException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Without a cause.
     *
     * @param message what is missing and where to set it, without a secret
     */
    public CredentialException(String message) {
        super(message);
    }
}
