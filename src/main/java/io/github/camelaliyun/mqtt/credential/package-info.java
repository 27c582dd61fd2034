/**
 * What a client presents at CONNECT: the signature of its clientId, the credential of a device or a custom identity, and,
 * below, tokens. Asked by {@code connection} at every connect, on a worker, where it may block. Of Camel it uses JSON and the annotations of the catalog alone.
 */
package io.github.camelaliyun.mqtt.credential;
