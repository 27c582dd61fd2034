package io.github.camelaliyun.mqtt.simulation;

/** A message on its way to one client. */
final class Outgoing {

    final Letter letter;
    final int qos;
    final boolean retain;
    int packetId;
    boolean received;
    /** On its way since an earlier connection, though perhaps never sent on that. */
    boolean again;

    int resends;

    Outgoing(Letter letter, int qos, boolean retain) {
        this.letter = letter;
        this.qos = qos;
        this.retain = retain;
    }
}
