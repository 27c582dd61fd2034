/**
 * The network under a connection: opens lines to servers, over TCP, TLS, WebSocket and proxies, and carries MQTT 3.1.1 control
 * packets over them. It knows nothing of sessions, subscriptions or routes; {@code connection} is its only caller.
 *
 * <p>It is made on Netty, whose types do not leave it. All lines share the threads of {@link
 * io.github.camelaliyun.mqtt.wire.EventLoops}; a {@link io.github.camelaliyun.mqtt.wire.LineListener} is called there, one call
 * at a time for each line, and must not block. What may block (name lookups, keys of TLS, host name verifiers, logs) runs on
 * the workers that a {@link io.github.camelaliyun.mqtt.wire.NettyWire} is given.
 *
 * <p>From the network to the listener: {@code Opening} (the steps to an open line), {@code FrameSplitter} and {@code
 * WebSocketFrames} where it is a WebSocket, {@code PacketFramer} around Netty's decoder, {@code PacketCheck}, {@code
 * NettyLine}. From a sender to the network: {@code Outbound} (what MQTT has room for), {@code Outbox}, {@code BatchWriter}
 * around Netty's encoder.
 */
package io.github.camelaliyun.mqtt.wire;
