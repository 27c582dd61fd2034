package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.service.P2pTopic;

import java.time.Duration;
import java.util.List;

/** Sends itself a P2P message, which the service delivers without a subscription. */
final class P2pCheck implements Check {

    private final Examination examination;

    P2pCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "p2p";
    }

    @Override
    public Duration limit() {
        return Trip.LIMIT;
    }

    @Override
    public boolean goesOn(List<Finding> findings) {
        return examination.isConnected();
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        if (!examination.isService()) {
            return List.of(Finding.skipped(examination.say("p2p.plain")));
        }
        if (examination.isInSessionOfRoutes()) {
            return List.of(Finding.skipped(examination.say("trip.session")));
        }
        String parent = examination.parentTopic().orElse(null);
        if (parent == null) {
            return List.of(Finding.skipped(examination.say("roundtrip.none")));
        }
        String topic = parent + "/" + P2pTopic.LEVEL + "/" + examination.clientId();
        if (!examination.mayWrite(topic)) {
            return List.of(Finding.skipped(examination.say("trip.uncovered", topic)));
        }
        return List.of(new Trip(examination, topic).run(false, "p2p"));
    }
}
