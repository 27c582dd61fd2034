package io.github.camelaliyun.mqtt.connection;

import java.util.List;

/** Where messages go that no subscriber takes: a subscriber without a filter. */
final class SinkSubscriber implements Subscriber {
    private final MessageSink sink;

    SinkSubscriber(MessageSink sink) {
        this.sink = sink;
    }

    @Override
    public String name() {
        return "unclaimed";
    }

    @Override
    public List<Subscription> subscriptions() {
        return List.of();
    }

    @Override
    public SubscriberOptions options() {
        return SubscriberOptions.defaults();
    }

    @Override
    public void process(Delivery delivery, Outcome outcome) {
        sink.send(delivery.message(), outcome);
    }

    @Override
    public boolean diverts(Diversion why) {
        return false;
    }

    @Override
    public void divert(Delivery delivery, Diversion why, Outcome outcome) {
        throw new IllegalStateException("messages that nobody takes have one place to go");
    }

    @Override
    public void onRefused(Subscription subscription, String reason) {
        throw new IllegalStateException("no filter is asked for");
    }
}
