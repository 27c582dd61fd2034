/**
 * The embedded stand-in for the service: an MQTT broker inside the JVM, on loopback, that keeps the service's rules.
 *
 * <p>{@link io.github.camelaliyun.mqtt.sandbox.Sandbox} is the way in, for tests and for programs that begin without an
 * instance, on any thread. What keeps the rules is called by the broker, on its threads. The package needs HiveMQ CE embedded,
 * an optional dependency, and knows nothing of Camel; nothing outside imports more of it than the public types.
 *
 * <p>The rules follow the vendor's pages. Where these leave the service's answer open (a will, a retained message, a
 * Group ID nobody created), the sandbox refuses, so that a route that works here does not depend on luck there.
 */
package io.github.camelaliyun.mqtt.sandbox;
