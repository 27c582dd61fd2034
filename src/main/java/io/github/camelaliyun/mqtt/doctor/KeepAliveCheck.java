package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends a PINGREQ, as a connection does that is idle. */
final class KeepAliveCheck implements Check {

    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final Examination examination;

    KeepAliveCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "keepalive";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        long began = System.nanoTime();
        examination.session().send(Packet.PINGREQ);
        try {
            examination.session().await(Packet.Pingresp.class, any -> true, ANSWER);
            return List.of(Finding.ok(examination.say(
                    "keepalive.good",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                    examination.subject().options().keepAlive().toSeconds())));
        } catch (TimeoutException e) {
            return List.of(Finding.failed(
                    examination.say("keepalive.silent", ANSWER.toSeconds()), examination.say("keepalive.cure")));
        } catch (ExecutionException e) {
            return List.of(Finding.failed(examination.say("keepalive.closed"), examination.say("keepalive.cure")));
        }
    }
}
