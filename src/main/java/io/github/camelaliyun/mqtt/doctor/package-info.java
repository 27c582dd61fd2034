/**
 * Says why it does not connect: {@link io.github.camelaliyun.mqtt.doctor.Doctor}, a program for the runnable project and a method
 * for applications. It looks from near to far at what a connection needs, one {@link io.github.camelaliyun.mqtt.doctor.Check} after
 * the other: each runs on a worker, within its own limit and the deadline of all, and tells what it has found in the words of {@code
 * doctor.properties}, in English or Chinese.
 */
package io.github.camelaliyun.mqtt.doctor;
