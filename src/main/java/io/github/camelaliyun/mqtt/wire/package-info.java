/**
 * The network under a connection: opens lines to servers and carries MQTT 3.1.1 control packets over them. It knows nothing
 * of sessions, subscriptions or routes; {@code connection} is its only caller. A {@link Wire} may call its listeners on
 * threads of its own, one at a time for each line, and no listener may block there.
 */
package io.github.camelaliyun.mqtt.wire;
