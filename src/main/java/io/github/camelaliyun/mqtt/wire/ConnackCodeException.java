package io.github.camelaliyun.mqtt.wire;

/** CONNACK has a return code that MQTT 3.1.1 does not define (3.2.2.3): of MQTT 5, or of the server's own. */
public final class ConnackCodeException extends MalformedPacketException {

    private static final long serialVersionUID = 1L;

    /** The byte behind the flags. */
    private final int code;

    /**
     * Of a CONNACK that refuses the connection.
     *
     * @param code the byte behind the flags, 6 to 255
     */
    public ConnackCodeException(int code) {
        super("CONNACK with the return code " + code + " (3.2.2.3)");
        this.code = code;
    }

    /** {@return the byte behind the flags of CONNACK} */
    public int code() {
        return code;
    }
}
