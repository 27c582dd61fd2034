package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.support.service.BaseService;
import org.apache.camel.util.StringHelper;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of a component's settings what its endpoints use, checks what each endpoint adds, and refuses what the service would
 * answer with a closed connection. Any thread may call.
 */
final class EndpointSettings {

    static final String OWN_CLIENT = "client: this component makes its own connections, one for each clientId; remove"
            + " the option, or use camel-paho's own component under another name";

    /** Of clients of the sandbox that have no name of their own. */
    private static final String SANDBOX_GROUP = ClientId.GROUP_PREFIX + "sandbox";

    private final AliyunMqttComponent component;
    private final PahoDifferences differences = new PahoDifferences();
    private final AddressWarnings addresses = new AddressWarnings();
    /** By what makes them, so that endpoints with equal accounts have the same, and share a connection. */
    private final Map<List<Object>, CredentialProcessor> processors = new HashMap<>();

    private final Map<List<Object>, String> generatedClientIds = new HashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final SandboxAccount sandbox = new SandboxAccount(this::contextHasEnded, this::contextEnded);
    private boolean resolved;
    /** The context that ended without a word to the component, while that had a share in the sandbox. */
    private CamelContext failed;
    /** Of the latest endpoint. */
    private volatile String scheme = "paho";
    /** The component's own, where it was not given one. */
    private CredentialProcessor made;

    private String sandboxClientId;

    EndpointSettings(AliyunMqttComponent component) {
        this.component = component;
    }

    /**
     * The component's own for an endpoint to change. They are resolved at the first endpoint, not at init: Camel may set the
     * properties of a bean after it has initialised it.
     */
    synchronized AliyunMqttConfiguration copyFor(String uri, Map<String, Object> parameters) {
        scheme = StringHelper.before(uri, ":", scheme);
        AliyunMqttConfiguration shared = component.getConfiguration();
        if (!resolved) {
            resolve(shared, component.getAccount());
            resolved = true;
        }
        addresses.warnOfLoginIn(parameters);
        return (AliyunMqttConfiguration) shared.copy();
    }

    /** The configuration as the component's own class, which computes the credentials. */
    static AliyunMqttConfiguration own(PahoConfiguration configuration) {
        if (configuration instanceof AliyunMqttConfiguration own) {
            return own;
        }
        throw new InvalidSettingException(
                "configuration",
                "must be a " + AliyunMqttConfiguration.class.getName(),
                "a plain PahoConfiguration cannot compute credentials");
    }

    /** That of the routes that use the component. */
    String scheme() {
        return scheme;
    }

    private void resolve(AliyunMqttConfiguration shared, AliyunMqttAccount given) {
        useClientIdOf(shared);
        AliyunMqttAccount account = located(given, shared.getClientId());
        if (component.getCredentialProcessor() == null) {
            made = processorOf(account);
            component.setCredentialProcessor(made);
        }
        shared.setCredentialProcessor(component.getCredentialProcessor());
        if (account.getEndpoint() != null) {
            shared.setBrokerUrl(addresses.checked(account.getEndpoint()));
        }
    }

    private void useClientIdOf(AliyunMqttConfiguration shared) {
        String groupId = component.getGroupId();
        String deviceId = component.getDeviceId();
        if (shared.getClientId() == null && (groupId != null || deviceId != null)) {
            shared.setClientId(new ClientId(groupId, deviceId).toString());
        }
        if (shared.getClientId() == null && SandboxAccount.isMeantBy(component.getAccount())) {
            shared.setClientId(sandboxClientId());
        }
    }

    /** One for all endpoints of the component. */
    private String sandboxClientId() {
        if (sandboxClientId == null) {
            sandboxClientId = new ClientId(SANDBOX_GROUP, Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX))
                    .toString();
        }
        return sandboxClientId;
    }

    /** The account itself, or the one that the sandbox knows in its place. */
    private AliyunMqttAccount located(AliyunMqttAccount account, String clientId) {
        return SandboxAccount.isMeantBy(account)
                ? sandbox.resolve(account, component.getCamelContext().getPropertiesComponent(), clientId)
                : account;
    }

    /** The component has stopped. If it starts again the sandbox may be another one. */
    synchronized void close() {
        if (sandbox.close()) {
            resolved = false;
            if (component.getCredentialProcessor() == made) {
                component.setCredentialProcessor(null);
            }
        }
    }

    /** Also where it has failed to start. One that is new has the same status, and has not ended. */
    private boolean contextHasEnded() {
        CamelContext context = component.getCamelContext();
        boolean isNew = context instanceof BaseService service && (service.isNew() || service.isBuild());
        return context.getStatus() == ServiceStatus.Stopped && !isNew;
    }

    private synchronized void contextEnded() {
        if (contextHasEnded()) {
            close();
            failed = component.getCamelContext();
        }
    }

    /**
     * Refuses a second start of a context whose first one failed: Camel would go on with the endpoints of then.
     *
     * @throws IllegalStateException if the sandbox that they had is gone
     */
    synchronized void begin() {
        if (failed != null && failed == component.getCamelContext()) {
            throw new IllegalStateException(
                    "this CamelContext has failed to start, and its share in the sandbox has been"
                            + " given back: make another CamelContext");
        }
        failed = null;
    }

    /** Null for an account without keys. */
    private CredentialProcessor processorOf(AliyunMqttAccount account) {
        return processors.computeIfAbsent(
                account.keys(),
                keys -> AccountCredentials.processor(
                        account, component.getCamelContext().getPropertiesComponent()));
    }

    /**
     * Completes the options of an endpoint and checks them.
     *
     * @param filters the endpoint's topic or topic filters
     * @throws IllegalArgumentException if they cannot be, naming the option
     */
    synchronized void complete(AliyunMqttEndpoint endpoint, AliyunMqttConfiguration options, String filters) {
        AliyunMqttAccount other = endpoint.getAccount();
        if (other != null) {
            useAccount(other, options);
        }
        List<ServerAddress> servers = ServerAddress.parseAll(options.serversOption(), options.servers());
        if (options.getClientId() == null && mayGenerateClientId(options)) {
            options.setClientId(generatedClientId(endpoint));
        }
        OptionRanges.check(options, component.getPublishTimeout());
        differences.check(options);
        component.proxies();
        if (options.isService()) {
            servers.forEach(address -> address.requireNoLogin(options.serversOption()));
            servers.forEach(addresses::warnOnceOf);
            AliyunMqttAccount account = other == null ? component.getAccount() : other;
            if (AuthMode.parse(account.getAuthMode()) != AuthMode.CUSTOM) {
                ClientId.parse(options.getClientId());
            }
            ServiceRules.checkOptions(filters, options);
        }
        if (options.getClientId() == null) {
            options.setClientId(generatedClientId(endpoint));
        }
    }

    /** The service knows no client without a Group ID. */
    private static boolean mayGenerateClientId(AliyunMqttConfiguration options) {
        return !options.isService()
                || !AliyunMqttConfiguration.DEFAULT_CLIENT_ID_PREFIX.equals(options.getClientIdPrefix());
    }

    /** Puts the account that an endpoint names in the place of the component's own. */
    private void useAccount(AliyunMqttAccount given, AliyunMqttConfiguration options) {
        if (options.getClientId() == null && SandboxAccount.isMeantBy(given)) {
            options.setClientId(sandboxClientId());
        }
        AliyunMqttAccount account = located(given, options.getClientId());
        if (given.getEndpoint() == null && SandboxAccount.isMeantBy(component.getAccount())) {
            // The component's server is the sandbox, which has to learn of these keys.
            account =
                    sandbox.resolve(given, component.getCamelContext().getPropertiesComponent(), options.getClientId());
        }
        CredentialProcessor processor = processorOf(account);
        if (processor == null) {
            throw new InvalidSettingException(
                    "account",
                    "has no keys",
                    "set its instanceId, accessKey and secretKey, or leave out the option account and use the"
                            + " component's");
        }
        options.setCredentialProcessor(processor);
        if (given.getEndpoint() != null) {
            options.setServerURIs(null);
            options.setBrokerUrl(addresses.checked(account.getEndpoint()));
        }
    }

    /**
     * One for all endpoints without a clientId, so that they share a connection as those with one do; another one for
     * those that cannot share it, since camel-paho has such endpoints side by side. Of at most 19 characters, unless a longer
     * prefix is set: MQTT 3.1 has 23 at most.
     */
    private String generatedClientId(AliyunMqttEndpoint endpoint) {
        AliyunMqttConfiguration options = endpoint.getConfiguration();
        String prefix = options.getClientIdPrefix() == null ? "" : options.getClientIdPrefix();
        return generatedClientIds.computeIfAbsent(
                List.of(prefix, ConnectionOptionsFactory.shared(options)),
                key -> prefix + Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX));
    }
}
