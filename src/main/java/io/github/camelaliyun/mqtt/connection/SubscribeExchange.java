package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One SUBSCRIBE and its SUBACK (MQTT 3.1.1, 3.8 and 3.9). Nobody waits for it: the answer comes on the reading thread, and a
 * timer notices when none comes.
 */
final class SubscribeExchange implements PacketIds.Answer {

    /** How long SUBACK may take before the connection counts as dead. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final byte FAILURE = (byte) 0x80;
    private static final Logger LOG = LoggerFactory.getLogger(SubscribeExchange.class);

    /** Who is told of the answer; must return at once. */
    interface Asker {
        void granted(Subscription subscription);

        void refused(Subscription subscription, String reason);

        void unanswered(Link link);
    }

    private final Link link;
    private final List<Subscription> asked;
    private final Asker asker;
    private volatile boolean answered;

    private SubscribeExchange(Link link, List<Subscription> asked, Asker asker) {
        this.link = link;
        this.asked = asked;
        this.asker = asker;
    }

    /** Sends SUBSCRIBE. If the link has ended nothing happens: the next one asks again. */
    static void start(Link link, List<Subscription> subscriptions, ScheduledExecutorService timer, Asker asker) {
        SubscribeExchange exchange = new SubscribeExchange(link, subscriptions, asker);
        try {
            link.conversation().subscribe(subscriptions, exchange);
            timer.schedule(exchange::giveUp, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (MqttException e) {
            LOG.debug("SUBSCRIBE not sent: the next connect repeats it", e);
        }
    }

    @Override
    public void answered(byte[] returnCodes) {
        answered = true;
        for (int i = 0; i < asked.size(); i++) {
            Subscription subscription = asked.get(i);
            if (i < returnCodes.length && returnCodes[i] == FAILURE) {
                asker.refused(
                        subscription,
                        "the server refused the topic filter '" + subscription.filter()
                                + "' (SUBACK 0x80): check that this client may subscribe to it");
            } else {
                asker.granted(subscription);
            }
        }
    }

    private void giveUp() {
        if (!answered) {
            asker.unanswered(link);
        }
    }
}
