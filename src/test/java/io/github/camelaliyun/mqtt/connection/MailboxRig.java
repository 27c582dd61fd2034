package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;

/** One subscriber of one topic, and messages for it. */
abstract class MailboxRig {

    static final Duration SECOND = Duration.ofSeconds(1);

    final InboundRig rig = InboundRig.persistent();

    final TestSubscriber subscriber = TestSubscriber.of("test/a");

    void start(TestSubscriber one) {
        rig.connect(false);
        rig.start(one);
    }

    void publish(int messages) {
        for (int id = 1; id <= messages; id++) {
            rig.publish("test/a", 1, id);
        }
    }
}
