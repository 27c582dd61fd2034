package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extensions.client.parameter.ConnectionAttributeStoreImpl;
import io.netty.channel.Channel;

import java.lang.reflect.Field;

/**
 * The Netty channel behind a connection of the broker, for what its extension API has no hook for. The broker gives it to
 * nobody: it is read from a private field.
 */
final class BrokerChannel {

    private BrokerChannel() {}

    /** @throws SandboxException if this version of the broker keeps it elsewhere */
    static void requireAccess() {
        field();
    }

    static boolean isAccessible() {
        try {
            field();
            return true;
        } catch (SandboxException e) {
            return false;
        }
    }

    static Channel of(ConnectionInformation connection) {
        try {
            return (Channel) field().get(connection.getConnectionAttributeStore());
        } catch (IllegalAccessException | IllegalArgumentException e) {
            throw unknown(e);
        }
    }

    private static Field field() {
        try {
            Field field = ConnectionAttributeStoreImpl.class.getDeclaredField("channel");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException | RuntimeException e) {
            throw unknown(e);
        }
    }

    private static SandboxException unknown(Exception cause) {
        return new SandboxException(
                "the sandbox cannot reach the connections of this version of its broker: use the version of"
                        + " com.hivemq:hivemq-community-edition-embedded that this jar was built with",
                cause);
    }
}
