/** What runs in a child JVM: one measurement of one peer, whose figures go back as one line of JSON. */
package io.github.camelaliyun.mqtt.bench.worker;
