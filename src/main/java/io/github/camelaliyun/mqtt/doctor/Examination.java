package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.InstanceQueries;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One connection under examination: what the checks need, and what each has found out for the next ones. For one check at a time. */
final class Examination implements AutoCloseable {

    /** No step of the network waits longer, whatever is configured. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(4);

    /** For the server to close after DISCONNECT. */
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private static final int RANDOM_LENGTH = 4;

    private final Subject subject;
    private final Practice practice;
    private final String doctorClientId;
    private volatile List<Way> ways = List.of();
    private volatile HeldTokens tokens;
    private volatile Session session;

    /** @param practice what all examinations of a run have in common */
    Examination(Subject subject, Practice practice) {
        this.subject = subject;
        this.practice = practice;
        this.doctorClientId = subject.doctorClientId(Topic.random(RANDOM_LENGTH));
    }

    Subject subject() {
        return subject;
    }

    Wire wire() {
        return practice.wire();
    }

    Clock clock() {
        return practice.clock();
    }

    String say(String key, Object... arguments) {
        return practice.words().say(key, arguments);
    }

    boolean has(String key) {
        return practice.words().has(key);
    }

    boolean isService() {
        return subject.options().service();
    }

    /** Empty for a login that is not one of the service's. */
    Optional<AuthMode> mode() {
        return subject.connection().authMode();
    }

    String modeName() {
        return mode().map(each -> say("mode." + each))
                .orElseGet(() -> say(subject.credentials().isPresent() ? "mode.plain" : "mode.none"));
    }

    /** The one to connect with: of the doctor's own, unless the login belongs to that of the routes. */
    String clientId() {
        return usesClientIdOfRoutes() ? subject.options().clientId() : doctorClientId;
    }

    /** Nobody else is in the sandbox that was started for this run. */
    boolean usesClientIdOfRoutes() {
        return practice.takeOver() || practice.ownSandbox() && isBoundToClientId();
    }

    /**
     * Whether the session of the routes is used, which the server keeps: its subscriptions stay, and messages that wait in it are left
     * to the routes.
     */
    boolean isInSessionOfRoutes() {
        return usesClientIdOfRoutes() && !subject.options().cleanSession() && !practice.ownSandbox();
    }

    /** Whether there is a clientId to connect with, without ending the connection of another process unasked. */
    boolean mayConnect() {
        return usesClientIdOfRoutes() || !isBoundToClientId();
    }

    /** A device credential is for one clientId, and a custom identity mostly is; signatures and tokens are for any. */
    private boolean isBoundToClientId() {
        return mode().filter(mode -> mode == AuthMode.DEVICE || mode == AuthMode.CUSTOM)
                .isPresent();
    }

    boolean ownSandbox() {
        return practice.ownSandbox();
    }

    /** Empty unless the mode is token. */
    Optional<TokenAuthentication> tokenAuthentication() {
        return subject.credentials()
                .filter(TokenAuthentication.class::isInstance)
                .map(TokenAuthentication.class::cast);
    }

    /** What CONNECT presents; null for nothing. May block. */
    Credentials login() {
        HeldTokens held = tokens;
        return held != null
                ? held.login()
                : subject.credentials()
                        .map(processor -> processor.credentialsFor(clientId()))
                        .orElse(null);
    }

    /** Who asks the OpenAPI; empty where nobody may, or nothing says where it is. */
    Optional<InstanceQueries> queries() throws TokenException {
        return subject.connection().queries();
    }

    /** For messages. */
    String tried() {
        return subject.credentials().map(CredentialProcessor::describe).orElse("-");
    }

    boolean hasTokens() {
        return tokens != null;
    }

    void use(HeldTokens fetched) {
        tokens = fetched;
    }

    /** Whether it may be subscribed. */
    boolean mayRead(String filter) {
        HeldTokens held = tokens;
        return held == null || held.mayRead(filter);
    }

    /** Whether it may be published to. */
    boolean mayWrite(String topic) {
        HeldTokens held = tokens;
        return held == null || held.mayWrite(topic);
    }

    /** One that the routes use, else that of the settings. */
    Optional<String> parentTopic() {
        return Topic.parent(Stream.of(
                                subject.filters().stream()
                                        .map(each -> each.subscription().filter()),
                                subject.topics().stream(),
                                practice.parentTopic().stream())
                        .flatMap(each -> each)
                        .toList())
                .filter(parent -> !parent.isBlank());
    }

    /** How lines are opened. */
    LineOptions line() {
        ConnectionOptions options = subject.options();
        Duration step = options.connectTimeout();
        return new LineOptions(
                options.clientId(),
                step.compareTo(LONGEST_STEP) < 0 ? step : LONGEST_STEP,
                options.transport(),
                options.inbound().maxPacketSize());
    }

    /** How the server can be reached, as far as it is known by now: each check leaves those that have worked. */
    List<Way> ways() {
        return ways;
    }

    void use(List<Way> found) {
        ways = List.copyOf(found);
    }

    /** Null before CONNECT. */
    Session session() {
        return session;
    }

    void use(Session open) {
        session = open;
    }

    /** Whether there is a connection to ask something on. */
    boolean isConnected() {
        Session open = session;
        return open != null && !open.isClosed();
    }

    @Override
    public void close() {
        Session open = session;
        if (open != null) {
            open.close(practice.deadline().atMost(GOODBYE));
        }
    }
}
