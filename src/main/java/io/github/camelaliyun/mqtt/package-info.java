/**
 * The {@code paho:} component on shared connections, and the runnable project: what Camel and users name. Endpoints, consumers
 * and producers turn exchanges into what {@code connection} sends and receives; checks, meters, JMX and the developer console
 * show it. Called by Camel on its threads; what {@code connection} calls runs on the threads that {@link
 * io.github.camelaliyun.mqtt.ComponentRuntime} gives it, never on a line's own.
 */
package io.github.camelaliyun.mqtt;
