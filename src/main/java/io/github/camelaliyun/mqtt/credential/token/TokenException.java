package io.github.camelaliyun.mqtt.credential.token;

/** There is no token to be had. The message is one sentence with the cause and the cure, without secret or token. */
public class TokenException extends Exception {

    private static final long serialVersionUID = 1L;

    public TokenException(String message) {
        super(message);
    }

    public TokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
