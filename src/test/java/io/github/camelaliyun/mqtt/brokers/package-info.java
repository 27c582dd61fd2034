/**
 * The component against real brokers, each a process of its own: {@code mvn -B verify -Pbrokers} runs this package and
 * nothing else. {@link io.github.camelaliyun.mqtt.brokers.BrokerContract} has the behaviours, with what it extends,
 * {@link io.github.camelaliyun.mqtt.brokers.Limits} what a broker does not have, and {@code target/brokers/results.md} what
 * came out. The brokers that are Java programs are the projects under {@code src/test/brokers}, so that nothing of
 * them is on the class path of the tests.
 */
package io.github.camelaliyun.mqtt.brokers;
