/**
 * One live MQTT connection for each (server, clientId).
 *
 * <p>Whoever holds one of these locks takes only locks that come after it: {@link
 * io.github.camelaliyun.mqtt.connection.Connections}, the changing of a link in {@code Connector}, {@code PublishWindow},
 * {@code Inbound}, {@code TokenKeeper}, {@code Link}. Under {@code Lifecycle}, {@code TokenUpload}, {@code Events},
 * {@code Handoff} and {@code PacketIds} no other is taken. A publisher may wait for a place under the window's lock alone,
 * by its condition, and for a token under the keeper's. Subscribers, callbacks, listeners, credentials and the source of
 * tokens are called without a lock, and what completes a future that they may hang on as well. A line is given packets under
 * any of them, so it must not call its listener on the thread that sends.
 */
package io.github.camelaliyun.mqtt.connection;
