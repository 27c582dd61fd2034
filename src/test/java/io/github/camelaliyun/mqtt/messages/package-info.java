/**
 * Lists the messages of the project from its classes, and finds the test of each: what is logged as a warning or an error, the texts
 * of exceptions, and the reasons that events carry.
 */
package io.github.camelaliyun.mqtt.messages;
