/**
 * The sandbox's side of the service's OpenAPI: the operations that issue, query and revoke tokens, with the service's
 * signature check and error shape. Internal to the sandbox.
 */
package io.github.camelaliyun.mqtt.sandbox.openapi;
