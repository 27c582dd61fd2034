/**
 * The runnable project: its main class, its settings, and what it does before Camel configures its beans. Nobody else uses it.
 * All of it runs on the thread of the main class, but for the end of the JVM, which has a thread of its own.
 */
package io.github.camelaliyun.mqtt.app;
