/**
 * Token authentication: what a token is, where it comes from ({@link io.github.camelaliyun.mqtt.credential.token.TokenSource}
 * and its two implementations) and how tokens become a CONNECT packet's username and password. Holding tokens and renewing
 * them in time is the connection's part: it asks a source on a worker, where that may block.
 */
package io.github.camelaliyun.mqtt.credential.token;
