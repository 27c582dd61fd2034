/**
 * The {@code paho:} component on shared connections: what Camel and users name. Endpoints, consumers and producers turn
 * exchanges into what {@code connection} sends and receives, which {@code observe} shows; the runnable project around it is
 * {@code app}. Called by Camel on its threads; what {@code connection} calls runs on the threads that {@link
 * io.github.camelaliyun.mqtt.ComponentRuntime} gives it, never on a line's own.
 */
package io.github.camelaliyun.mqtt;
