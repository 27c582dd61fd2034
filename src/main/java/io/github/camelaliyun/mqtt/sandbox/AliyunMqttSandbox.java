package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.SignMode;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A sandbox for the tests of a class, as an extension of JUnit 5:
 *
 * <pre>{@code
 * @RegisterExtension
 * static AliyunMqttSandbox sandbox = AliyunMqttSandbox.create();
 * }</pre>
 *
 * <p>In a static field it runs for all tests of the class, in another one for each test by itself. While it runs it is also what
 * {@code endpoint=sandbox} means in this JVM. It takes any free port of 127.0.0.1, accepts the AccessKey pair
 * {@value #ACCESS_KEY} and {@value #SECRET_KEY} of the instance {@value #INSTANCE_ID}, and has the parent topic
 * {@value #PARENT_TOPIC}, unless a {@code with…} method says otherwise; those are to be called before the first test, and throw an
 * {@link IllegalStateException} later.
 */
public final class AliyunMqttSandbox extends RegisteredExtension {

    /** What an account has that names none. */
    public static final String ACCESS_KEY = "sandbox-access-key";

    /** What belongs to {@link #ACCESS_KEY}. */
    public static final String SECRET_KEY = "sandbox-secret-key";
    /** The one instance that there is, unless {@link #withAccount} adds others. */
    public static final String INSTANCE_ID = "post-cn-sandbox";
    /** The one parent topic that there is, unless {@link #withParentTopics} names others. */
    public static final String PARENT_TOPIC = "test";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Consumer<Sandbox>> identities = new ArrayList<>();
    /** Null for that of the application. */
    private SandboxOptions options;

    private volatile Sandbox sandbox;

    private AliyunMqttSandbox(SandboxOptions options) {
        this.options = options;
    }

    /** {@return one with an instance and a parent topic, and any Group ID; it starts with the tests} */
    public static AliyunMqttSandbox create() {
        return new AliyunMqttSandbox(
                new SandboxOptions(0, false, ACCESS_KEY, SECRET_KEY, INSTANCE_ID, Set.of(), Set.of(PARENT_TOPIC)));
    }

    /**
     * {@return the sandbox that the application under test has by {@code endpoint=sandbox}, for a test to ask} It begins and
     * ends with the application, as where a framework starts that and keeps it for several test classes. Needs no registration,
     * and has no {@code with…} methods: the application's settings say what it is.
     */
    public static AliyunMqttSandbox ofApplication() {
        return new AliyunMqttSandbox(null);
    }

    /**
     * Adds an AccessKey pair of an instance, besides the usual one.
     *
     * @param accessKey the AccessKey ID
     * @param secretKey the AccessKey Secret
     * @param instanceId what clients have as the third part of the username
     * @return this
     */
    public AliyunMqttSandbox withAccount(String accessKey, String secretKey, String instanceId) {
        return with(running -> running.registerAccount(accessKey, secretKey, instanceId));
    }

    /**
     * Adds a device credential (一机一密) for one clientId.
     *
     * @param deviceAccessKeyId the second part of the username
     * @param deviceAccessKeySecret what its password is signed with
     * @param clientId the one clientId that may use it, {@code <Group ID>@@@<Device ID>}
     * @return this
     */
    public AliyunMqttSandbox withDevice(String deviceAccessKeyId, String deviceAccessKeySecret, String clientId) {
        return with(running -> running.registerDevice(deviceAccessKeyId, deviceAccessKeySecret, clientId));
    }

    /**
     * Adds a custom identity (自定义鉴权), for any clientId.
     *
     * @param username the whole username, at most 64 characters
     * @param secret the password, or what it is signed with
     * @param signMode whether the password is the secret itself or a signature of the clientId
     * @return this
     */
    public AliyunMqttSandbox withIdentity(String username, String secret, SignMode signMode) {
        return with(running -> running.registerIdentity(username, secret, signMode));
    }

    private AliyunMqttSandbox with(Consumer<Sandbox> identity) {
        own();
        identities.add(identity);
        return this;
    }

    /**
     * Names the parent topics there are, in place of {@value #PARENT_TOPIC}.
     *
     * @param parentTopics at least one
     * @return this
     */
    public AliyunMqttSandbox withParentTopics(String... parentTopics) {
        Argument.requirePresent("parentTopics", parentTopics);
        options = own().withParentTopics(new HashSet<>(Arrays.asList(parentTopics)));
        return this;
    }

    /**
     * Names the Group IDs there are; without this, any well-formed one.
     *
     * @param groupIds none for any well-formed one
     * @return this
     */
    public AliyunMqttSandbox withGroups(String... groupIds) {
        Argument.requirePresent("groupIds", groupIds);
        options = own().withGroups(new HashSet<>(Arrays.asList(groupIds)));
        return this;
    }

    /**
     * Names the tcp port; a test fails that cannot have it.
     *
     * @param port one of 127.0.0.1; 0 for any free one, as without this
     * @return this
     */
    public AliyunMqttSandbox withPort(int port) {
        options = own().withPort(port);
        return this;
    }

    /**
     * Names the ports of ssl, ws and wss; a test fails that cannot have them.
     *
     * @param ports of 127.0.0.1; 0 for any free one, as without this
     * @return this
     */
    public AliyunMqttSandbox withOtherPorts(SandboxPorts ports) {
        options = own().withOtherPorts(ports);
        return this;
    }

    /**
     * Adds a listener that demands client certificates, see {@link Sandbox#mutualTls()}.
     *
     * @return this
     */
    public AliyunMqttSandbox withMutualTls() {
        options = own().withMutualTls();
        return this;
    }

    /**
     * Goes without the service's rules on topics, sizes, wills and subscriptions.
     *
     * @return this
     */
    public AliyunMqttSandbox withoutRules() {
        options = own().withoutRules();
        return this;
    }

    private SandboxOptions own() {
        if (options == null) {
            throw new IllegalStateException(
                    "the application's sandbox is what its settings say: set them there, or make"
                            + " one with create()");
        }
        if (sandbox != null) {
            throw new IllegalStateException(
                    "the sandbox runs already: call the with methods where its field is declared, or change it by the"
                            + " methods of sandbox()");
        }
        return options;
    }

    /**
     * {@return the sandbox that runs now, with its addresses of all kinds, its tokens and what clients did}
     *
     * @throws IllegalStateException if none does: before the first test, or after the last
     */
    public Sandbox sandbox() {
        if (options == null) {
            return SandboxLease.present();
        }
        Sandbox running = sandbox;
        if (running == null) {
            throw new IllegalStateException("the sandbox does not run: it does from before the first test of the class"
                    + " that registers it until after the last, see @RegisterExtension");
        }
        return running;
    }

    /** {@return where it listens, {@code tcp://127.0.0.1:port}} */
    public URI endpoint() {
        return sandbox().tcp();
    }

    /**
     * Publishes a message as another client would, as soon as there is one that gets it: an application that has just been
     * started may still connect. {@link Sandbox#publish(String, String)} does not wait.
     *
     * @param topic also one of P2P, {@code <parent>/p2p/<clientId>}
     * @param text the message, sent in UTF-8
     * @throws SandboxException if after 10 s nobody would get it
     */
    public void publish(String topic, String text) {
        sandbox().awaitReceiver(topic, PATIENCE);
        sandbox().publish(topic, text);
    }

    /**
     * As {@link Sandbox#awaitPublished}, 10 s: each call returns another message.
     *
     * @param topic a topic name
     * @return the oldest such message that no call has returned
     */
    public PublishedMessage awaitPublished(String topic) {
        return sandbox().awaitPublished(topic, PATIENCE);
    }

    /**
     * As {@link Sandbox#forgetMessages}, for a {@code @BeforeEach}. No test does it by itself: what the application has
     * published as it started, the first test may await.
     */
    public void forgetMessages() {
        sandbox().forgetMessages();
    }

    /** {@return what goes wrong at a test's wish, see {@link Sandbox#faults}} */
    public SandboxFaults faults() {
        return sandbox().faults();
    }

    @Override
    void start() {
        if (options == null) {
            return;
        }
        Sandbox starting = Sandbox.start(options);
        try {
            identities.forEach(identity -> identity.accept(starting));
        } catch (RuntimeException | Error e) {
            starting.close();
            throw e;
        }
        SandboxLease.lend(starting);
        sandbox = starting;
    }

    @Override
    void stop() {
        if (sandbox != null) {
            SandboxLease.takeBack(sandbox);
            sandbox.close();
            sandbox = null;
        }
    }
}
