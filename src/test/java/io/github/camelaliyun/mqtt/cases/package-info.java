/**
 * Cases that once failed on a connection, each with two or more others of its kind. A method's name carries the number of
 * the case. They look from outside: routes and the component against Mosquitto, the sandbox, or a server at 127.0.0.1 that
 * does what the case says: {@link io.github.camelaliyun.mqtt.cases.ScriptedBroker},
 * {@link io.github.camelaliyun.mqtt.cases.ScriptedServer}, {@link io.github.camelaliyun.mqtt.cases.PacketBroker}, and
 * {@link io.github.camelaliyun.mqtt.cases.FrameServer} over WebSocket.
 */
package io.github.camelaliyun.mqtt.cases;
