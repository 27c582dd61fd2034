/** What Camel's patterns do with the acknowledgement of a message: each row of {@code docs/patterns.md} has its test here. */
package io.github.camelaliyun.mqtt.patterns;
