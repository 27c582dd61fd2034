package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.socket.nio.NioSocketChannel;

import java.io.IOException;

/** A network connection that can be closed without its event loop, which Netty does everything by. */
final class LineChannel extends NioSocketChannel {

    /** To be called when the event loop has ended: nothing is told to anybody. */
    void abandon() {
        try {
            javaChannel().close();
        } catch (IOException e) {
            // Its descriptor is given back all the same.
            return;
        }
    }
}
