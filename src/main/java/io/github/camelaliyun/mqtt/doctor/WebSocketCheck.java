package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.Way;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the opening handshake of a WebSocket (RFC 6455, 4.1), where the address is one. */
final class WebSocketCheck implements Check {

    private static final Pattern STATUS = Pattern.compile("HTTP (\\d{3})");

    private final Examination examination;

    WebSocketCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "websocket";
    }

    @Override
    public Duration limit() {
        return examination.line().connectTimeout().multipliedBy(2).plusSeconds(1);
    }

    @Override
    public List<Finding> run() throws Exception {
        List<Finding> findings = new ArrayList<>();
        List<Way> open = new ArrayList<>();
        for (Way way : examination.ways()) {
            Server server = Server.of(way.serverUri());
            if (!server.webSocket()) {
                open.add(way);
                continue;
            }
            Probe.Outcome outcome =
                    Probe.open(examination.wire(), way, examination.line()).get();
            if (outcome.opened()) {
                open.add(way);
                findings.add(Finding.ok(examination.say("websocket.good", server.path(), outcome.millis())));
            } else {
                findings.add(failure(server, outcome.failure()));
            }
        }
        examination.use(open);
        return findings.isEmpty()
                ? List.of(Finding.skipped(examination.say("websocket.none")))
                : Alternatives.of(findings);
    }

    /** The wire says it in a sentence, of which the status is what there is to know. */
    private Finding failure(Server server, Throwable cause) {
        String said = Printable.of(String.valueOf(cause.getMessage()), Printable.SENTENCE);
        Matcher status = STATUS.matcher(said);
        if (!status.find()) {
            return Finding.failed(examination.say("websocket.other", said), examination.say("websocket.other.cure"));
        }
        int code = Integer.parseInt(status.group(1));
        String cure = code == 401 || code == 403 ? "login" : code >= 500 ? "gateway" : "path";
        return Finding.failed(
                examination.say("websocket.status", server.path(), code),
                examination.say("websocket." + cure + ".cure", server.path()));
    }
}
