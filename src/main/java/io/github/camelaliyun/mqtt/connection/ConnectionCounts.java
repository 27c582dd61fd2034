package io.github.camelaliyun.mqtt.connection;

/**
 * What a connection has counted since it was made. {@code published} is the sum of {@code acknowledged}, {@code failed},
 * the publishes in flight and those that wait for a place in the window.
 *
 * @param published messages that were to be published
 * @param acknowledged those of them that the broker has acknowledged; at QoS 0, that have left
 * @param failed those of them that ended otherwise
 * @param received messages that have arrived and were taken, each once however many subscribers it has
 * @param redelivered beginnings of an exchange with a message that an exchange may have seen before
 * @param givenUp messages whose last attempt failed
 */
public record ConnectionCounts(
        long published, long acknowledged, long failed, long received, long redelivered, long givenUp) {}
