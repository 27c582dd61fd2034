package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.token.InstanceQueries;
import io.github.camelaliyun.mqtt.credential.token.InstanceQueries.State;
import io.github.camelaliyun.mqtt.credential.token.TokenException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the OpenAPI, where the key may call it, whether instance and group exist, and whether the clientId is connected already. */
final class InstanceCheck implements Check {

    private static final int IN_SERVICE = 5;
    private static final int UPGRADED = 7;
    private static final Duration SOON = Duration.ofDays(14);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneId.systemDefault());

    private final Examination examination;

    InstanceCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "instance";
    }

    /** That of an instance which is released has no name any more. */
    @Override
    public boolean isRunAnyway() {
        return true;
    }

    /** What CONNECT answers is worth knowing all the same. */
    @Override
    public boolean goesOn(List<Finding> findings) {
        return true;
    }

    @Override
    public List<Finding> run() {
        if (!examination.isService() || examination.ownSandbox()) {
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        try {
            Optional<InstanceQueries> queries = examination.queries();
            if (queries.isEmpty()) {
                return List.of(Finding.skipped(examination.say("instance.nobody")));
            }
            Optional<State> state = queries.get().instance();
            found.add(state.map(this::told).orElseGet(() -> failed("instance.unknown")));
            if (state.isPresent()) {
                found.add(group(queries.get()));
                found.add(session(queries.get()));
            }
        } catch (TokenException | IllegalArgumentException e) {
            found.add(Finding.skipped(e.getMessage()));
        } catch (LinkageError e) {
            found.add(Finding.skipped(examination.say("instance.sdk")));
        }
        return found;
    }

    private Finding told(State state) {
        String status = "instance.status" + state.status();
        String said = examination.say(examination.has(status) ? status : "instance.status", state.status());
        String until = state.expires() == null ? "-" : DAY.format(state.expires());
        String kernel = state.kernel() == null ? "-" : state.kernel();
        if (state.status() != IN_SERVICE && state.status() != UPGRADED) {
            return failed("instance.ill", instanceId(), said, until);
        }
        Instant now = examination.clock().instant();
        if (state.expires() != null && state.expires().isBefore(now.plus(SOON))) {
            return Finding.warn(
                    examination.say("instance.soon", instanceId(), said, until, kernel),
                    examination.say("instance.soon.cure"));
        }
        return Finding.ok(examination.say("instance.good", instanceId(), said, until, kernel));
    }

    private Finding group(InstanceQueries queries) throws TokenException {
        String groupId = ClientId.parse(clientId()).groupId();
        return queries.hasGroup(groupId)
                ? Finding.ok(examination.say("instance.group", groupId))
                : failed("instance.nogroup", groupId, instanceId());
    }

    /** Of the clientId of the routes, before anything connects. */
    private Finding session(InstanceQueries queries) throws TokenException {
        if (!queries.isOnline(clientId())) {
            return Finding.ok(examination.say("instance.offline", clientId()));
        }
        return examination.usesClientIdOfRoutes()
                ? Finding.warn(examination.say("instance.online", clientId()), examination.say("instance.online.cure"))
                : Finding.ok(examination.say("instance.online", clientId()));
    }

    private Finding failed(String key, Object... arguments) {
        Object[] used = arguments.length == 0 ? new Object[] {instanceId()} : arguments;
        return Finding.failed(examination.say(key, used), examination.say(key + ".cure", used));
    }

    private String instanceId() {
        return examination.subject().connection().account().getInstanceId();
    }

    private String clientId() {
        return examination.subject().options().clientId();
    }
}
