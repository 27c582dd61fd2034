/**
 * Shows connections to whatever an application is watched with: health checks, JMX, meters and Camel's developer console, all
 * from one list of facts ({@link io.github.camelaliyun.mqtt.observe.ConnectionFact}). The component calls it; Camel, a JMX server
 * and a meter registry read it, on any of their threads. It reads what a connection counts anyway, and changes nothing.
 */
package io.github.camelaliyun.mqtt.observe;
