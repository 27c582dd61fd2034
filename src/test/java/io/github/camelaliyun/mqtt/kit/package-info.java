/**
 * What the tests need around the project: a real broker ({@link io.github.camelaliyun.mqtt.kit.Mosquitto}), a bad line
 * ({@link io.github.camelaliyun.mqtt.kit.FaultProxy}) and a client that shares no code with it
 * ({@link io.github.camelaliyun.mqtt.kit.MqttJsClient}). Everything ends with {@code close()} and leaves nothing behind.
 */
package io.github.camelaliyun.mqtt.kit;
