package io.github.camelaliyun.mqtt.connection;

/**
 * What is left to be ended on the way to CLOSED, or until somebody wants the connection again.
 *
 * @param link the last link; null if there is none
 * @param connected whether it was up
 */
record Farewell(Link link, boolean connected) {}
