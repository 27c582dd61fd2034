package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.MalformedPacketException;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Logs in, and tells the server's answer in words (MQTT 3.1.1, 3.2.2.3; MQTT 5, 3.2.2.2). */
final class ConnectCheck implements Check {

    private static final Duration ANSWER = Duration.ofSeconds(4);
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final Pattern CODE = Pattern.compile("(?:CONNACK with the|unknown connect) return code:? (\\d+)");
    private static final Pattern LENGTH = Pattern.compile("CONNACK with a remaining length");
    private static final int HIGHEST_OF_3 = 5;
    private static final int FIRST_OF_MQTT_5 = 0x80;

    private final Examination examination;

    ConnectCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "connect";
    }

    @Override
    public Duration limit() {
        return examination.line().connectTimeout().multipliedBy(2).plus(ANSWER).plusSeconds(1);
    }

    @Override
    public boolean goesOn(List<Finding> findings) {
        return examination.isConnected() && Check.super.goesOn(findings);
    }

    @Override
    public List<Finding> run() throws Exception {
        if (!examination.mayConnect()) {
            return List.of(Finding.skipped(examination.say(
                    "connect.takeover",
                    examination.modeName(),
                    examination.subject().options().clientId())));
        }
        Credentials login = examination.login();
        long began = System.nanoTime();
        try {
            Session session = Session.open(
                    examination.wire(),
                    examination.ways().get(0),
                    examination.line(),
                    !examination.isInSessionOfRoutes());
            examination.use(session);
            session.send(connect(login));
            Packet.Connack answer = session.await(Packet.Connack.class, any -> true, ANSWER);
            return List.of(answered(answer.returnCode(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
        } catch (TimeoutException e) {
            return List.of(failed("connect.silent", ANSWER.toSeconds()));
        } catch (ExecutionException e) {
            return List.of(lost(e.getCause()));
        }
    }

    private Packet.Connect connect(Credentials login) {
        int version = examination.subject().options().mqttVersion();
        return new Packet.Connect(
                version == 0 ? 4 : version,
                examination.clientId(),
                // A clean session would discard that of the routes, with what waits in it.
                !examination.isInSessionOfRoutes(),
                KEEP_ALIVE_SECONDS,
                login == null ? null : login.username(),
                login == null ? null : login.password(),
                null);
    }

    private Finding answered(int code, long millis) {
        if (code == 0) {
            return Finding.ok(examination.say("connect.good", examination.clientId(), millis));
        }
        if (code > HIGHEST_OF_3) {
            return foreign(code);
        }
        String kind = (code == 4 || code == 5) && !examination.isService() ? ".plain" : "";
        return failed("connect.code" + code + kind, examination.clientId(), examination.tried());
    }

    private Finding lost(Throwable cause) {
        String said = Printable.of(String.valueOf(cause.getMessage()), Printable.SENTENCE);
        if (cause instanceof MalformedPacketException) {
            Matcher code = CODE.matcher(said);
            if (code.find()) {
                return foreign(Integer.parseInt(code.group(1)));
            }
            return LENGTH.matcher(said).find() ? failed("connect.mqtt5") : failed("connect.other", said);
        }
        if (Session.isCloseByServer(cause)) {
            boolean secure = Server.of(examination.ways().get(0).serverUri()).secure();
            Session session = examination.session();
            String notice = session == null ? null : session.tokenNotice();
            if (notice != null) {
                return failed("connect.notice", Printable.of(notice));
            }
            return failed(secure ? "connect.closed.tls" : "connect.closed", examination.clientId());
        }
        return failed("connect.other", said);
    }

    private Finding foreign(int code) {
        String name = "connect.reason" + Integer.toHexString(code);
        String shown = "0x" + Integer.toHexString(code);
        if (code < FIRST_OF_MQTT_5) {
            return failed("connect.unknown", shown);
        }
        String reason = examination.has(name) ? examination.say(name) : examination.say("connect.reason");
        return failed("connect.foreign", shown, reason);
    }

    private Finding failed(String key, Object... arguments) {
        return Finding.failed(examination.say(key, arguments), examination.say(key + ".cure", arguments));
    }
}
