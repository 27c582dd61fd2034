package io.github.camelaliyun.mqtt.connection;

/** What the broker has been asked for of one topic filter on the present link, and has answered. */
final class AskedFilter {

    int qos;
    /** SUBACKs that are to come. */
    int pending;
    /** The QoS that it grants; null while it has not said so. */
    Integer granted;
    /** Why it does not, or less of it; null if it does, or has not answered. */
    String refused;
}
