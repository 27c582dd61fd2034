package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.ClientIdWarnings;
import io.github.camelaliyun.mqtt.credential.CredentialException;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.support.service.BaseService;
import org.apache.camel.util.StringHelper;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes of a component's settings what its endpoints use, checks what each endpoint adds, and refuses what the service would
 * answer with a closed connection. Any thread may call.
 */
final class EndpointSettings {

    static final String OWN_CLIENT = "client: this component makes its own connections, one for each clientId; remove"
            + " the option, or use camel-paho's own component under another name";

    private final AliyunMqttComponent component;
    private final PahoDifferences differences = new PahoDifferences();
    private final AddressWarnings addresses = new AddressWarnings();
    /** By what makes them, so that endpoints with equal accounts have the same, and share a connection. */
    private final SharedValues<List<Object>, CredentialProcessor> processors = new SharedValues<>();

    private final ClientIds clientIds;
    private final SandboxAccount sandbox = new SandboxAccount(this::contextHasEnded, this::contextEnded);
    /** Of the latest endpoint. */
    private volatile String scheme = "paho";
    /** Guards what follows. Held for moments only: functions of vaults are asked without it, and the sandbox starts so. */
    private final Object lock = new Object();

    private boolean resolved;
    /** How often the component has stopped. */
    private int stops;
    /** The context that ended without a word to the component, while that had a share in the sandbox. */
    private CamelContext failed;
    /** The component's own, where it was not given one. */
    private CredentialProcessor made;

    EndpointSettings(AliyunMqttComponent component) {
        this.component = component;
        this.clientIds = new ClientIds(component);
    }

    /**
     * The component's own for an endpoint to change. They are resolved at the first endpoint, not at init: Camel may set the
     * properties of a bean after it has initialised it.
     */
    AliyunMqttConfiguration copyFor(String uri, Map<String, Object> parameters) {
        scheme = StringHelper.before(uri, ":", scheme);
        asWritten(uri, this::resolve);
        addresses.warnOfLoginIn(parameters);
        AliyunMqttConfiguration copy = component.getConfiguration().copy();
        clientIds.preferPrefix(copy, parameters);
        return copy;
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

    /**
     * Does what may refuse an option of an endpoint, which the message then calls as it is called where it was written.
     *
     * @param uri of the endpoint
     * @throws InvalidSettingException as the task does
     */
    void asWritten(String uri, Runnable task) {
        asWritten(uri, () -> {
            task.run();
            return null;
        });
    }

    private <T> T asWritten(String uri, Supplier<T> task) {
        try {
            return task.get();
        } catch (InvalidSettingException e) {
            throw e.in(new OptionSpelling(properties(), scheme, uri));
        }
    }

    private PropertiesComponent properties() {
        return component.getCamelContext().getPropertiesComponent();
    }

    private void resolve() {
        int began;
        synchronized (lock) {
            if (resolved) {
                return;
            }
            began = stops;
        }
        String clientId = clientIds.ofComponent();
        AliyunMqttAccount account = located(component.getAccount(), clientId);
        CredentialProcessor given = component.getCredentialProcessor();
        CredentialProcessor used = given == null ? processorOf(account) : given;
        String server = account.getEndpoint() == null ? null : addresses.checked(account, used != null);
        synchronized (lock) {
            if (stops != began) {
                throw new IllegalStateException("the component has stopped meanwhile");
            }
            if (!resolved) {
                use(given, used, clientId, server);
                resolved = true;
            }
        }
    }

    private void use(CredentialProcessor given, CredentialProcessor used, String clientId, String server) {
        AliyunMqttConfiguration shared = component.getConfiguration();
        if (given == null) {
            made = used;
            component.setCredentialProcessor(used);
        }
        shared.setCredentialProcessor(used);
        shared.setClientId(clientId);
        if (server != null) {
            shared.setBrokerUrl(server);
        }
    }

    /** The account itself, or the one that the sandbox knows in its place. */
    private AliyunMqttAccount located(AliyunMqttAccount account, String clientId) {
        return account.isSandbox() ? sandbox.resolve(account, properties(), clientId) : account;
    }

    /** The component has stopped. If it starts again the sandbox may be another one. */
    void close() {
        boolean hadSandbox = sandbox.close();
        synchronized (lock) {
            stops++;
            if (hadSandbox) {
                resolved = false;
                if (component.getCredentialProcessor() == made) {
                    component.setCredentialProcessor(null);
                }
            }
        }
    }

    /** Also where it has failed to start. One that is new has the same status, and has not ended. */
    private boolean contextHasEnded() {
        CamelContext context = component.getCamelContext();
        boolean isNew = context instanceof BaseService service && (service.isNew() || service.isBuild());
        return context.getStatus() == ServiceStatus.Stopped && !isNew;
    }

    private void contextEnded() {
        if (contextHasEnded()) {
            synchronized (lock) {
                failed = component.getCamelContext();
            }
            close();
        }
    }

    /**
     * Refuses a second start of a context whose first one failed: Camel would go on with the endpoints of then.
     *
     * @throws IllegalStateException if the sandbox that they had is gone
     */
    void begin() {
        synchronized (lock) {
            if (failed != null && failed == component.getCamelContext()) {
                throw new IllegalStateException(
                        "this CamelContext has failed to start, and its share in the sandbox has been"
                                + " given back: make another CamelContext");
            }
            failed = null;
        }
    }

    /** Null for an account without keys. Of one that is missing is told when something connects: a test of routes needs none. */
    private CredentialProcessor processorOf(AliyunMqttAccount account) {
        try {
            return readyProcessorOf(account);
        } catch (InvalidSettingException e) {
            if (!e.isMissing()) {
                throw e;
            }
        } catch (CredentialException e) {
            // Its vault, for instance, cannot be reached.
        }
        return new AwaitedCredentials(() -> asWritten("", () -> readyProcessorOf(account)));
    }

    private CredentialProcessor readyProcessorOf(AliyunMqttAccount account) {
        return processors.get(account.keys(), keys -> AccountCredentials.processor(account, properties()));
    }

    /**
     * Completes the options of an endpoint and checks them.
     *
     * @param uri the endpoint's, as it was written
     * @param filters the endpoint's topic or topic filters
     * @throws IllegalArgumentException if they cannot be, naming the option
     */
    void complete(AliyunMqttEndpoint endpoint, String uri, String filters) {
        asWritten(uri, () -> complete(endpoint, endpoint.getConfiguration(), filters));
    }

    private void complete(AliyunMqttEndpoint endpoint, AliyunMqttConfiguration options, String filters) {
        AliyunMqttAccount other = endpoint.getAccount();
        if (other != null) {
            useAccount(other, options);
        }
        List<ServerAddress> servers = ServerAddress.parseAll(options.serversOption(), options.servers());
        AliyunMqttAccount account = other == null ? component.getAccount() : other;
        boolean namesAreChecked = options.isService() && AuthMode.parse(account.getAuthMode()) != AuthMode.CUSTOM;
        clientIds.complete(options, namesAreChecked);
        OptionRanges.check(options, component.getPublishTimeout());
        differences.check(options);
        component.proxies();
        if (options.isService()) {
            servers.forEach(address -> address.requireNoLogin(options.serversOption()));
            servers.forEach(addresses::warnOnceOf);
            ServiceHost.check(options.serversOption(), servers, account);
            if (namesAreChecked) {
                ClientIdWarnings.warnOnceOf(ClientId.parse(options.getClientId()));
            }
            ServiceRules.checkOptions(filters, options);
        }
    }

    /** Puts the account that an endpoint names in the place of the component's own. */
    private void useAccount(AliyunMqttAccount given, AliyunMqttConfiguration options) {
        clientIds.useThatOfSandbox(given, options);
        AliyunMqttAccount account = located(given, options.getClientId());
        if (given.getEndpoint() == null && component.getAccount().isSandbox()) {
            // The component's server is the sandbox, which has to learn of these keys.
            account = sandbox.resolve(given, properties(), options.getClientId());
        }
        CredentialProcessor processor = processorOf(account);
        if (processor == null) {
            throw new InvalidSettingException(
                    "account",
                    "has no keys",
                    "set its instanceId, accessKey and secretKey, or leave out the option account and use the"
                            + " component's");
        }
        options.leaveLoginOf(component.getConfiguration());
        options.setCredentialProcessor(processor);
        if (given.getEndpoint() != null) {
            options.leaveHeadersOf(component.getConfiguration());
            options.setServerURIs(null);
            options.setBrokerUrl(addresses.checked(account, true));
        }
    }
}
