/**
 * Cases that once failed on a connection, each with two or more others of its kind. A method's name carries the number of
 * the case. They look from outside: routes and the component against Mosquitto, the sandbox, or
 * {@link io.github.camelaliyun.mqtt.cases.ScriptedBroker}.
 */
package io.github.camelaliyun.mqtt.cases;
