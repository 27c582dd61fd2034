/** The benchmark harness: runs the cases in rounds, each measurement in a fresh process, and writes the results. */
package io.github.camelaliyun.mqtt.bench;
