package io.github.camelaliyun.mqtt.doctor;

import java.time.Duration;
import java.util.List;

/**
 * With the clientId of the routes: whether another process has it, which connects again after about a second and so ends the
 * doctor's connection.
 */
final class TakenOverCheck implements Check {

    private static final Duration WATCH = Duration.ofMillis(2_500);

    private final Examination examination;

    TakenOverCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "inuse";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        String clientId = examination.clientId();
        if (!examination.usesClientIdOfRoutes()) {
            return List.of();
        }
        return List.of(
                examination.session().endsWithin(WATCH)
                        ? Finding.failed(
                                examination.say("inuse.taken", clientId), examination.say("inuse.taken.cure", clientId))
                        : Finding.ok(examination.say("inuse.good", clientId, WATCH.toMillis())));
    }
}
