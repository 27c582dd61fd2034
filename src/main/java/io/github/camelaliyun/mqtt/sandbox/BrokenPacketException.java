package io.github.camelaliyun.mqtt.sandbox;

/** A packet that MQTT 3.1.1 forbids, of which there is no answer but the end of the connection (4.8). */
final class BrokenPacketException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    BrokenPacketException(Refusal refusal) {
        super(refusal.what(), null, false, false);
        this.refusal = refusal;
    }

    /**
     * @param what what the client sent
     * @param section of MQTT 3.1.1, with the number of its statement
     * @param rule what that says
     */
    BrokenPacketException(String what, String section, String rule) {
        this(Refusal.close(what, "MQTT 3.1.1, " + section + ": " + rule));
    }

    Refusal refusal() {
        return refusal;
    }
}
