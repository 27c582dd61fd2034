package io.github.camelaliyun.mqtt.doctor;

/** How a check ended. */
public enum Status {
    /** As it should be. */
    OK,
    /** It works, and something is to be looked at. */
    WARN,
    /** It does not work, or what it found keeps routes from working. */
    FAILED,
    /** Not looked at; what was found says why. */
    SKIPPED
}
