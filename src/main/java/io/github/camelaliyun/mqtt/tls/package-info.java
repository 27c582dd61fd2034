/**
 * TLS as options say it: PEM files, SSL context parameters of Camel, or camel-paho's properties, each read anew at every connect. The
 * component asks for it at the start and, on workers, before each connect.
 */
package io.github.camelaliyun.mqtt.tls;
