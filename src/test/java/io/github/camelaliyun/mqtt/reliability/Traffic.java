package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Numbered QoS 1 messages from a publish route through a broker to a consume route, both on one connection with a
 * persistent session (cleanSession=false): the harder case, since publishes, deliveries and the acknowledgements of both
 * share what breaks.
 */
final class Traffic implements AutoCloseable {

    private static final int PAYLOAD_BYTES = 32;

    private final Ledger ledger = new Ledger();
    private final Semaphore mayGo;
    private final Estate estate;
    private final Sender sender;
    private final boolean refill;

    /** At most {@code backlog} messages have been handed out and not been processed, so that the stream never runs dry. */
    static Traffic withBacklog(URI server, String clientId, int backlog) throws Exception {
        return new Traffic(server, clientId, new Semaphore(backlog), true, component -> {});
    }

    /** Each message uses up a permit. */
    static Traffic paced(URI server, String clientId, Semaphore pace) throws Exception {
        return new Traffic(server, clientId, pace, false, component -> {});
    }

    /** The same, with settings of the component. */
    static Traffic paced(URI server, String clientId, Semaphore pace, Consumer<AliyunMqttComponent> settings)
            throws Exception {
        return new Traffic(server, clientId, pace, false, settings);
    }

    private Traffic(
            URI server, String clientId, Semaphore mayGo, boolean refill, Consumer<AliyunMqttComponent> settings)
            throws Exception {
        this.mayGo = mayGo;
        this.refill = refill;
        estate = new Estate(server, clientId, component -> {
            component.getConfiguration().setCleanSession(false);
            settings.accept(component);
        });
        try {
            String uri = "paho:test/reliability/" + clientId.substring(clientId.lastIndexOf('@') + 1);
            // SUBSCRIBE goes out before the first PUBLISH: nothing is acknowledged that nobody has subscribed.
            estate.consume("processed", uri, e -> processed(e.getIn().getBody(byte[].class)));
            sender = new Sender(estate, uri, ledger, mayGo, PAYLOAD_BYTES);
        } catch (Exception e) {
            estate.close();
            throw e;
        }
    }

    Ledger ledger() {
        return ledger;
    }

    Sender sender() {
        return sender;
    }

    /** Waits until so many different messages are processed and the line has something to break. */
    void awaitProcessed(int messages, FaultProxy line, Duration limit) {
        Progress.await(ledger::processedCount, messages, limit, ledger);
        Progress.await(line::openConnections, 1, limit, "no connection");
    }

    @Override
    public void close() {
        sender.close();
        estate.close();
    }

    private void processed(byte[] payload) {
        if (ledger.processed(NumberedMessage.number(payload)) && refill) {
            mayGo.release();
        }
    }
}
