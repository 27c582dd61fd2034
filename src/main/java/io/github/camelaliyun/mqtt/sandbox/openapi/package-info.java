/**
 * The sandbox's side of the service's OpenAPI: the operations that issue, query and revoke tokens, with the service's
 * signature check and error shape. Internal to the sandbox, which starts and ends it; calls are answered on a few
 * threads of its own.
 */
package io.github.camelaliyun.mqtt.sandbox.openapi;
