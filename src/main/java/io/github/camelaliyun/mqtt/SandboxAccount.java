package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxException;
import io.github.camelaliyun.mqtt.sandbox.SandboxLease;
import io.github.camelaliyun.mqtt.sandbox.SandboxLogin;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;
import io.github.camelaliyun.mqtt.sandbox.SandboxPorts;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.util.ObjectHelper;

import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the endpoint {@code sandbox} means for a component: a share in the sandbox of this JVM, which is told of the accounts
 * that are used. Any thread may call.
 */
final class SandboxAccount {

    private static final String PARENT_TOPIC = "aliyun.mqtt.parent-topic";
    private static final String SANDBOX = "aliyun.mqtt.sandbox.";
    private static final String PORT = SANDBOX + "port";

    private final BooleanSupplier contextHasEnded;
    private final Runnable contextEnded;
    private SandboxLease lease;
    /** How often the component has stopped. */
    private int stops;

    /**
     * @param contextHasEnded whether Camel neither runs nor starts, and has once
     * @param contextEnded is to call {@link #close} if that is so: Camel does not shut down a component whose context could not
     *     start
     */
    SandboxAccount(BooleanSupplier contextHasEnded, Runnable contextEnded) {
        this.contextHasEnded = contextHasEnded;
        this.contextEnded = contextEnded;
    }

    /**
     * The account as the sandbox knows it: with its address, and with the sandbox's usual keys where it has none.
     *
     * @param clientId of a device credential; null if there is none
     * @throws SandboxException if the sandbox cannot start; the message says what to do
     * @throws IllegalArgumentException if a setting cannot be; the message names it
     */
    AliyunMqttAccount resolve(AliyunMqttAccount account, PropertiesComponent properties, String clientId) {
        int began = stops();
        AuthMode mode = AuthMode.parse(account.getAuthMode());
        AliyunMqttAccount complete = withDefaults(
                account,
                AliyunMqttSandbox.INSTANCE_ID,
                // A device credential is for one clientId.
                mode == AuthMode.DEVICE ? "DC." + clientId : AliyunMqttSandbox.ACCESS_KEY,
                AliyunMqttSandbox.SECRET_KEY);
        boolean pair = mode == AuthMode.SIGNATURE || mode == AuthMode.TOKEN;
        Keys keys = AccountCredentials.present(complete, properties);
        Sandbox sandbox = inTheirWords(() -> share(
                        new SandboxOptions(
                                        port(properties),
                                        false,
                                        pair ? keys.accessKey() : AliyunMqttSandbox.ACCESS_KEY,
                                        pair && keys.secretKey() != null
                                                ? keys.secretKey()
                                                : AliyunMqttSandbox.SECRET_KEY,
                                        complete.getInstanceId(),
                                        Set.of(),
                                        parentTopics(properties))
                                .withOtherPorts(SandboxPorts.parse(key -> properties.resolveProperty(SANDBOX + key))),
                        began)
                .sandbox());
        new SandboxLogin(mode, keys, clientId, complete.getSignMode()).registerWith(sandbox);
        return at(
                complete,
                sandbox.tcp().toString(),
                mode == AuthMode.TOKEN ? sandbox.tokens().openApi().toString() : null);
    }

    private static <T> T inTheirWords(Supplier<T> task) {
        try {
            return task.get();
        } catch (InvalidSettingException e) {
            throw e.in(SandboxAccount::keyOf);
        }
    }

    private static String keyOf(String setting) {
        return switch (setting) {
            case "port" -> PORT;
            case "sslPort" -> SANDBOX + "ssl-port";
            case "wsPort" -> SANDBOX + "ws-port";
            case "wssPort" -> SANDBOX + "wss-port";
            case "parentTopics" -> PARENT_TOPIC;
            default -> setting;
        };
    }

    /** The same with these where there are none; an empty value is none, as a placeholder with an empty default has it. */
    private static AliyunMqttAccount withDefaults(
            AliyunMqttAccount account, String instance, String key, String secret) {
        AliyunMqttAccount complete = account.copy();
        if (ObjectHelper.isEmpty(account.getInstanceId())) {
            complete.setInstanceId(instance);
        }
        if (ObjectHelper.isEmpty(account.getAccessKey())) {
            complete.setAccessKey(account.getAccessKeyProperty() == null ? key : null);
        }
        if (ObjectHelper.isEmpty(account.getSecretKey())) {
            complete.setSecretKey(account.getSecretKeyProperty() == null ? secret : null);
        }
        return complete;
    }

    /** The same at another address; its tokens from another OpenAPI, if that is given and no other source is set. */
    private static AliyunMqttAccount at(AliyunMqttAccount account, String address, String openApi) {
        AliyunMqttAccount moved = account.copy();
        moved.setEndpoint(address);
        if (openApi != null) {
            moved.setToken(account.getToken().orOpenApi(openApi));
        }
        return moved;
    }

    private static int port(PropertiesComponent properties) {
        String port = properties.resolveProperty(PORT).orElse("");
        return port.isBlank() ? 0 : SandboxOptions.parsePort(port);
    }

    private static Set<String> parentTopics(PropertiesComponent properties) {
        Set<String> named = SandboxOptions.parseTopics(
                properties.resolveProperty(PARENT_TOPIC).orElse(""));
        return named.isEmpty() ? Set.of(AliyunMqttSandbox.PARENT_TOPIC) : named;
    }

    /** One share is enough for the component. Without a lock while it is taken: a sandbox takes a while to start. */
    private SandboxLease share(SandboxOptions options, int began) {
        SandboxLease present = present(began);
        if (present == null) {
            SandboxLease taken = SandboxLease.take(options);
            present = keep(taken, began);
            if (present == taken) {
                taken.closeWhen(contextHasEnded, contextEnded);
                return taken;
            }
            taken.close();
            if (present == null) {
                throw new IllegalStateException("the component has stopped while the sandbox started");
            }
        }
        present.add(options);
        return present;
    }

    private synchronized int stops() {
        return stops;
    }

    private synchronized SandboxLease present(int began) {
        return stops == began ? lease : null;
    }

    /** The one that is kept: this one, that of a thread that was faster, or null if the component has stopped. */
    private synchronized SandboxLease keep(SandboxLease taken, int began) {
        if (stops == began && lease == null) {
            lease = taken;
        }
        return present(began);
    }

    /** The component has stopped: ends the sandbox, if nobody else has a share; false if it had none. */
    boolean close() {
        SandboxLease ending;
        synchronized (this) {
            stops++;
            ending = lease;
            lease = null;
        }
        if (ending == null) {
            return false;
        }
        ending.close();
        return true;
    }
}
