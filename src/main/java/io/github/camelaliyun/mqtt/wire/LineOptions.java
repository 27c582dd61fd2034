package io.github.camelaliyun.mqtt.wire;

import java.time.Duration;

/**
 * How to open a line.
 *
 * @param clientId for messages
 * @param connectTimeout for the network connect, and again for the handshakes of proxy, TLS and WebSocket together
 * @param transport what carries the packets
 * @param maxPacketSize bytes of a packet that is received, without its fixed header (its remaining length); a PUBLISH over
 *     it arrives as {@link Packet.Oversized}, any other packet over it ends the line
 */
public record LineOptions(String clientId, Duration connectTimeout, TransportOptions transport, int maxPacketSize) {}
