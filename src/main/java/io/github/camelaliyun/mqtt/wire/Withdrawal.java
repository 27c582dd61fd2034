package io.github.camelaliyun.mqtt.wire;

/** A packet that waits on a line and may be taken back. Any thread may call. */
public interface Withdrawal {

    /**
     * Takes the packet back, and lets its memory go; its {@link Transmission} is told nothing more.
     *
     * @return false if the network has it, or a part of it
     */
    boolean withdraw();
}
