package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.credential.token.TokenSource;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent.Kind;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream of messages across many renewals of a short-lived token. */
class TokenRenewalsIT {

    private static final Scale SCALE = Scale.current();
    private static final int PER_SECOND = 500;
    private static final int TICKS_PER_SECOND = 100;
    private static final Duration LIFE = SCALE.pick(Duration.ofSeconds(3), Duration.ofSeconds(10));
    private static final Duration LASTS = SCALE.pick(Duration.ofSeconds(12), Duration.ofMinutes(5));
    /** So that a publish in between would show. */
    private static final Duration ACK_DELAY = Duration.ofMillis(50);
    /** The sandbox remembers 10,000 events, twenty seconds of them. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

    private static final int MIN_RENEWALS = SCALE.pick(4, 30);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Sandbox sandbox = SharedSandbox.get();
    private final String clientId = SharedSandbox.uniqueClientId();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    @Test
    void nothingIsLostAndNothingLeavesBetweenUploadAndPubackAcrossManyRenewals() throws Exception {
        sandbox.tokens().delayUploadAck(clientId, ACK_DELAY);
        TokenSource source = request -> List.of(
                sandbox.tokens().issue(request.type(), LIFE, request.resources().toArray(String[]::new)));
        Semaphore pace = new Semaphore(0);
        Set<ClientEvent> renewals = new HashSet<>();
        Set<ClientEvent> between = new HashSet<>();
        try (Traffic traffic = Traffic.paced(sandbox.tcp(), clientId, pace, component -> {
            component.getAccount().setAuthMode("token");
            component.getAccount().getToken().setSource(source);
        })) {
            Stopwatch watch = new Stopwatch();
            clock.scheduleAtFixedRate(
                    () -> pace.release(PER_SECOND / TICKS_PER_SECOND),
                    0,
                    1_000 / TICKS_PER_SECOND,
                    TimeUnit.MILLISECONDS);
            traffic.sender().start(Integer.MAX_VALUE);
            while (watch.elapsed().compareTo(LASTS) < 0) {
                Progress.last(LOOK_EVERY);
                look(renewals, between);
            }
            int sent = traffic.sender().stop();
            traffic.ledger().awaitAllProcessed(sent, LIMIT);
            look(renewals, between);

            int disconnects = sandbox.connectsOf(clientId) - 1;
            Report.add(
                    "token renewals",
                    "sandbox",
                    traffic.ledger(),
                    renewals.size(),
                    watch.elapsed(),
                    "faults are renewals; tokens live " + LIFE.toSeconds() + " s; " + disconnects + " disconnects; "
                            + between.size() + " packets between an upload and its PUBACK");
            assertThat(traffic.ledger().lost()).isZero();
            assertThat(disconnects).isZero();
            assertThat(between).isEmpty();
            assertThat(renewals).hasSizeGreaterThanOrEqualTo(MIN_RENEWALS);
        } finally {
            clock.shutdownNow();
        }
    }

    private void look(Set<ClientEvent> renewals, Set<ClientEvent> between) {
        boolean uploading = false;
        for (ClientEvent event : sandbox.tokens().eventsOf(clientId)) {
            if (event.kind() == Kind.TOKEN_UPLOADED) {
                uploading = true;
            } else if (event.kind() == Kind.UPLOAD_ACKNOWLEDGED) {
                uploading = false;
                renewals.add(event);
            } else if (uploading) {
                between.add(event);
            }
        }
    }
}
