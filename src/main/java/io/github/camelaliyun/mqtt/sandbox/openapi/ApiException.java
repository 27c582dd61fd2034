package io.github.camelaliyun.mqtt.sandbox.openapi;

/** An API call that is refused: what the caller sees. The message holds no secret and no token. */
final class ApiException extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;

    private final int status;
    private final String code;

    ApiException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** A parameter that the operation does not take. */
    static ApiException parameter(String name, String message) {
        return new ApiException(BAD_REQUEST, "InvalidParameter." + name, message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
