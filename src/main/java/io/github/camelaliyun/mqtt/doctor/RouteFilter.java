package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.connection.Subscription;

/**
 * A topic filter of a route.
 *
 * @param route the id of the route
 * @param subscription the filter with its QoS
 */
record RouteFilter(String route, Subscription subscription) {}
