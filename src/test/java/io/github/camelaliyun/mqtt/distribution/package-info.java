/**
 * The archives that {@code mvn package} makes beside the jar: what is in them, and that they run, with a JRE that has no compiler, from
 * any folder and in the locale C.
 */
package io.github.camelaliyun.mqtt.distribution;
