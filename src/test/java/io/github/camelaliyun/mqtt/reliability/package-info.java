/**
 * Experiments in which something breaks while messages flow: what was acknowledged to a publisher must still reach the
 * consumer's route. Each runs in a short form with every build and in full with {@code mvn -B verify -Preliability}
 * ({@link io.github.camelaliyun.mqtt.reliability.Scale}), and writes a line of figures
 * ({@link io.github.camelaliyun.mqtt.reliability.Report}).
 */
package io.github.camelaliyun.mqtt.reliability;
