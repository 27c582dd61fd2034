package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.MqttConnectionException;
import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import io.github.camelaliyun.mqtt.connection.TestConnections;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the client publishes, and how that has to end. */
final class SimPublishes {

    /** What is published to it is not taken, and would forge a line of a log. */
    static final String BAD_TOPIC = "bad/\u2028\u2029\u202eERROR all is lost" + "z".repeat(1_000);

    private final List<Sent> sent = new ArrayList<>();

    private final Scene scene;
    private final SimMail mail;
    private final World world;
    private final Family family;
    private final ModelBroker broker;
    private final ConnectionOptions options;
    private final OperatorWords words;
    private final List<String> violations;

    SimPublishes(Scene scene, SimMail mail) {
        this.scene = scene;
        this.mail = mail;
        this.world = scene.world;
        this.family = scene.family;
        this.broker = scene.broker;
        this.options = scene.options;
        this.words = scene.words;
        this.violations = scene.violations;
    }

    /** The publish after which so many have come; zero for the latest. */
    Sent last(int after) {
        return sent.get(sent.size() - 1 - after);
    }

    void publish(String topic, int qos, boolean poison, boolean failFast) {
        int number = Scene.PUBLISH_FROM + sent.size();
        OutboundMessage message =
                new OutboundMessage(topic, new Letter(number, topic, qos, 20, 0).payload(), qos, false);
        Sent one = new Sent(message, number, poison, world.now());
        sent.add(one);
        // It comes back to routes that match its topic.
        mail.note(new Letter(number, topic, qos, 20, world.now()));
        tryToPublish(one, failFast);
    }

    /** As a caller does who waits for a place in the window. */
    private void tryToPublish(Sent one, boolean failFast) {
        if (scene.ended) {
            return;
        }
        try {
            if (TestConnections.hasRoom(scene.publisher, one.message.topic())
                    && !(failFast && TestConnections.isOpening(scene.publisher))) {
                scene.publisher.publish(one.message, failFast, failure -> end(one, failure));
            } else {
                if (world.now() - one.sinceNanos > options.publishTimeout().toNanos()) {
                    one.outcomes++;
                    one.failure = new MqttConnectionException("no place");
                } else {
                    world.after(Duration.ofMillis(50), () -> tryToPublish(one, failFast));
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("it waited", e);
        } catch (MqttConnectionException e) {
            one.outcomes++;
            one.failure = e;
            words.read(e.getMessage());
        }
    }

    private void end(Sent one, Exception failure) {
        one.outcomes++;
        one.failure = failure;
        words.read(failure == null ? null : failure.getMessage());
        world.usersCode("the callback of a publish");
        world.tell("published " + one.number + (failure == null ? "" : " not"));
        if (world.chance(0.02)) {
            throw new AssertionError("a step after a publish that throws");
        }
    }

    /** Each has one outcome, which is right, and came as often as its QoS says. */
    void check() {
        for (Sent one : sent) {
            int came = broker.published(one.number);
            if (one.outcomes != 1) {
                violations.add("publish " + one.number + " has " + one.outcomes + " outcomes");
            } else if (one.failure == null && came == 0 && mustHaveCome(one.message.qos())) {
                violations.add("publish " + one.number + " succeeded and never came");
            } else if (one.poison && one.failure == null) {
                violations.add("poison " + one.number + " succeeded");
            }
            if (came > 1
                    && (one.message.qos() == 0
                            || (one.message.qos() == 2
                                    && family.persistent()
                                    && !family.lies()
                                    && !scene.lostSessions))) {
                violations.add("publish " + one.number + " of QoS " + one.message.qos() + " came " + came + " times");
            }
        }
        Sent last = sent.get(sent.size() - 1);
        if (last.failure != null) {
            violations.add("a publish failed when all was well: " + last.failure.getMessage());
        }
    }

    /** A QoS 2 publish has succeeded when the broker had it, even if its session was lost then. */
    private boolean mustHaveCome(int qos) {
        return qos == 1
                || (qos == 2
                        && (!family.onRelease() || (family.persistent() && !family.lies() && !scene.lostSessions)));
    }
}
