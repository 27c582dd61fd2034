/** The clients that are compared, one class for each and for each kind of work. They run in a worker's JVM. */
package io.github.camelaliyun.mqtt.bench.peer;
