package io.github.camelaliyun.mqtt.sandbox;

/** A message that a test waits for. */
interface OnTopic {

    String topic();
}
