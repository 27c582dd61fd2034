package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;

/**
 * What follows from the end of a link.
 *
 * @param event what to tell the operator
 * @param nextTry when to connect again
 * @param turn what to call {@link Lifecycle#connecting} with then
 * @param correctable whether the server may have closed for a topic filter: once nobody wants it, there is no need to wait
 */
record Ending(ConnectionEvent event, Duration nextTry, long turn, boolean correctable) {}
