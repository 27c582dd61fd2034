/**
 * The service's words, each said once: its limits, its system topics, the codes of its token notices, and how text from outside is
 * shown. Both sides of the wire use them, the connection and the sandbox. It depends on nothing, and everything in it is immutable.
 */
package io.github.camelaliyun.mqtt.service;
