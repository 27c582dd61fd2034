/**
 * TLS as options say it: PEM files, SSL context parameters of Camel, or camel-paho's properties, each read anew at every connect.
 * The component asks for it at the start, on Camel's thread, and {@code wire} before each connect, on a worker.
 */
package io.github.camelaliyun.mqtt.tls;
