package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.credential.token.InstanceQueries;
import io.github.camelaliyun.mqtt.credential.token.InstanceQueries.TraceLine;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** After a CONNECT that came to nothing: what the service itself has written down of this client, in words. */
final class TraceCheck implements Check {

    private static final int LINES = 10;
    private static final Duration SPAN = Duration.ofHours(23);

    private final Examination examination;

    TraceCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "trace";
    }

    @Override
    public boolean isRunAnyway() {
        return true;
    }

    @Override
    public boolean goesOn(List<Finding> findings) {
        return true;
    }

    @Override
    public List<Finding> run() {
        boolean tried = examination.session() != null && !examination.isConnected();
        if (!tried || !examination.isService() || examination.ownSandbox()) {
            return List.of();
        }
        try {
            Optional<InstanceQueries> queries = examination.queries();
            if (queries.isEmpty()) {
                return List.of(Finding.skipped(examination.say("instance.nobody")));
            }
            Instant now = examination.clock().instant();
            List<TraceLine> lines = queries.get().trace(examination.clientId(), now.minus(SPAN), now, LINES);
            return List.of(Finding.ok(examination.say("trace.found", lines.size(), examination.clientId()))
                    .with(lines.stream().map(this::line).toList()));
        } catch (TokenException | IllegalArgumentException e) {
            return List.of(Finding.skipped(e.getMessage()));
        } catch (LinkageError e) {
            return List.of(Finding.skipped(examination.say("instance.sdk")));
        }
    }

    private String line(TraceLine line) {
        String key = "trace." + line.reason().toLowerCase(Locale.ROOT).strip().replace(' ', '-');
        String words = examination.has(key) ? examination.say(key) : "";
        return examination.say(
                "trace.line",
                Printable.of(line.time()),
                Printable.of(line.action()),
                Printable.of(line.reason()),
                words);
    }
}
