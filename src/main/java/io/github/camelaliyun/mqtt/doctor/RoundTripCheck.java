package io.github.camelaliyun.mqtt.doctor;

import java.time.Duration;
import java.util.List;

/** Publishes at QoS 1 to a topic of its own that it has subscribed, and waits for the acknowledgement and the message. */
final class RoundTripCheck implements Check {

    private final Examination examination;

    RoundTripCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "roundtrip";
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
        if (examination.isInSessionOfRoutes()) {
            return List.of(Finding.skipped(examination.say("trip.session")));
        }
        String parent = examination.parentTopic().orElse(null);
        if (parent == null) {
            return List.of(Finding.skipped(examination.say("roundtrip.none")));
        }
        String topic = Topic.own(parent);
        if (!examination.mayWrite(topic) || !examination.mayRead(topic)) {
            return List.of(Finding.skipped(examination.say("trip.uncovered", topic)));
        }
        return List.of(new Trip(examination, topic).run(true, "roundtrip"));
    }
}
