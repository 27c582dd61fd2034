package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.token.InstanceQueries;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import org.apache.camel.util.ObjectHelper;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What an endpoint connects with, for who wants to know it before it does. Makes no connection. Any thread may call. */
public final class EndpointConnection {

    private final AliyunMqttEndpoint endpoint;

    /**
     * Looks at an endpoint.
     *
     * @param endpoint of a component that has been initialised
     */
    public EndpointConnection(AliyunMqttEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * {@return what its connection is made with}
     *
     * @throws IOException if what TLS is made of cannot be read
     */
    public ConnectionOptions options() throws IOException {
        return ConnectionOptionsFactory.connection(endpoint);
    }

    /** {@return who computes the login for a clientId, or has a fixed one; empty for a connection without a login} */
    public Optional<CredentialProcessor> credentials() {
        return Optional.ofNullable(ConnectionOptionsFactory.credentials(endpoint.getConfiguration()));
    }

    /** {@return how the client authenticates; empty where the login is not one of the service's} */
    public Optional<AuthMode> authMode() {
        return endpoint.getConfiguration().isService()
                ? Optional.of(AuthMode.parse(account().getAuthMode()))
                : Optional.empty();
    }

    /**
     * Who asks the OpenAPI about the instance.
     *
     * @return empty for a login that may not call it, or where the settings do not say where it is
     * @throws TokenException if there are no credentials
     */
    public Optional<InstanceQueries> queries() throws TokenException {
        AliyunMqttAccount account = account();
        boolean pair = authMode()
                .filter(mode -> mode == AuthMode.SIGNATURE || mode == AuthMode.TOKEN)
                .isPresent();
        if (!pair || account.getInstanceId() == null) {
            return Optional.empty();
        }
        Keys keys =
                AccountCredentials.optional(account, endpoint.getCamelContext().getPropertiesComponent());
        return !ObjectHelper.isEmpty(keys.secretKey()) || account.getToken().getRoleName() != null
                ? InstanceQueries.of(account.getToken(), keys, account.getInstanceId())
                : Optional.empty();
    }

    /** {@return the account of the endpoint, or of its component} */
    public AliyunMqttAccount account() {
        return endpoint.getAccount() == null ? endpoint.getComponent().getAccount() : endpoint.getAccount();
    }

    /**
     * {@return the topic filters that it subscribes as a consumer}
     *
     * @throws IllegalArgumentException if the server would not take them; the message names the rule
     */
    public List<Subscription> subscriptions() {
        return endpoint.subscriptions();
    }
}
