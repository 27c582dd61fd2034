/**
 * The sandbox's side of token authentication, without the broker: which tokens there are, what they allow, and the
 * connections that hold them. Internal to the sandbox but for
 * {@link io.github.camelaliyun.mqtt.sandbox.token.ClientEvent}. Called by the broker, the OpenAPI and tests on any of their
 * threads, and by a timer when tokens expire.
 */
package io.github.camelaliyun.mqtt.sandbox.token;
