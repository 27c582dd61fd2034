/**
 * What a client presents at CONNECT: the signature of its clientId, the credential of a device or a custom identity, and, below,
 * tokens. Asked by {@code connection} at every connect, on a worker, where it may block; the sandbox checks with the same
 * classes what is presented. Of Camel it uses JSON, the annotations of the catalog and camel-paho's configuration alone.
 */
package io.github.camelaliyun.mqtt.credential;
