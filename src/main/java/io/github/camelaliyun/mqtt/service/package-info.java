/**
 * What everybody may use: the service's words, each said once (its limits, its system topics, the codes of its token notices),
 * how text from outside is shown, and a failure in words. Both sides of the wire use them, the connection and the
 * sandbox, and what is around them. It depends on nothing; everything in it is immutable, and any thread may call it.
 */
package io.github.camelaliyun.mqtt.service;
