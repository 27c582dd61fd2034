/**
 * What a server may send that is not MQTT, against a line over real sockets: {@link
 * io.github.camelaliyun.mqtt.hostile.HostileCases} makes byte sequences from a seed, {@link
 * io.github.camelaliyun.mqtt.hostile.Judge} says what a decoder that shares no code with the project sees in them, and {@link
 * io.github.camelaliyun.mqtt.hostile.Referee} compares that with what the line delivered. Where the two decoders may differ,
 * {@link io.github.camelaliyun.mqtt.hostile.Rule} has the section of MQTT 3.1.1 that says who is right. With every build this
 * is ten thousand cases, with {@code mvn -B verify -Preliability} a million; {@code -Dhostile.packets=<n>} and {@code
 * -Dhostile.seed=<n>} choose others, and {@code -Dhostile.first=<n>} begins with another than the first.
 */
package io.github.camelaliyun.mqtt.hostile;
