/**
 * One live MQTT connection for each (server, clientId): connects and reconnects, publishes, subscribes, hands messages out and
 * acknowledges them, and keeps tokens fresh. The component alone calls it; it knows nothing of Camel but its reader of JSON.
 *
 * <p>Users call on any thread, and only a publisher may wait. The lines of {@code wire} call on their loops, the timer on its
 * own thread: neither may be held up, so what may block goes to the threads of {@link
 * io.github.camelaliyun.mqtt.connection.ConnectionThreads}.
 *
 * <p>Whoever holds one of these locks takes only locks that come after it: {@link
 * io.github.camelaliyun.mqtt.connection.Connections}, the changing of a link in {@code Connector}, {@code PublishWindow},
 * {@code Inbound}, {@code TokenKeeper}, {@code Link}. Under {@code Lifecycle}, {@code TokenUpload}, {@code Events},
 * {@code Handoff} and {@code PacketIds} no other is taken. A publisher may wait for a place under the window's lock alone,
 * by its condition, and for a token under the keeper's. Subscribers, callbacks, listeners, credentials and the source of
 * tokens are called without a lock, and what completes a future that they may hang on as well. A line is given packets under
 * any of them, so it must not call its listener on the thread that sends. A lock under which another one is taken is a {@link
 * java.util.concurrent.locks.ReentrantLock}: a virtual thread that waits under a monitor keeps its carrier until Java 24 (JEP
 * 491), and those who hold the other lock may need it. The rest are monitors.
 */
package io.github.camelaliyun.mqtt.connection;
