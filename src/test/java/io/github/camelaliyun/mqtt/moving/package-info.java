/**
 * What {@code docs/moving.md} says to those who come from another component or client: what it shows is run, and what camel-paho's
 * own tests expect, in this project's words, holds or is among the differences.
 */
package io.github.camelaliyun.mqtt.moving;
