package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;

import java.util.ArrayDeque;
import java.util.Deque;

/** The network of a {@link PublishRun}, from the window's first byte to the broker and back. */
final class PublishRunLine implements Outlet {

    private record Item(Packet packet, Transmission transmission, Runnable pong) {}

    private final PublishRun run;
    /** Not on the network yet. */
    private final Deque<Item> buffer = new ArrayDeque<>();

    private final Deque<Item> onTheWay = new ArrayDeque<>();
    private final Deque<Item> back = new ArrayDeque<>();
    private boolean ended;

    PublishRunLine(PublishRun run) {
        this.run = run;
    }

    @Override
    public boolean expectsAnswer() {
        return false;
    }

    @Override
    public boolean send(Packet packet, Transmission transmission) {
        if (!ended) {
            run.broker.given(packet);
            buffer.add(new Item(packet, transmission, null));
        }
        return !ended;
    }

    @Override
    public void ping(Runnable answered) {
        buffer.add(new Item(Packet.PINGREQ, null, answered));
    }

    boolean idle() {
        return buffer.isEmpty() && onTheWay.isEmpty() && back.isEmpty();
    }

    void pass() {
        switch (run.random.nextInt(3)) {
            case 0 -> leave();
            case 1 -> arrive();
            default -> comeBack();
        }
    }

    private void leave() {
        Item item = buffer.poll();
        if (item != null) {
            onTheWay.add(item);
            if (item.transmission != null) {
                item.transmission.onLeft();
            }
            if (item.packet instanceof Packet.Publish publish) {
                run.broker.left(publish);
            }
        }
    }

    private void arrive() {
        Item item = onTheWay.poll();
        if (item == null) {
            return;
        }
        if (item.packet instanceof Packet.Publish publish && publish.topic().startsWith("poison")) {
            run.lose(true);
            return;
        }
        Packet answer = run.broker.take(item.packet);
        if (answer != null) {
            back.add(new Item(answer, null, item.pong));
        }
    }

    private void comeBack() {
        Item item = back.poll();
        if (item == null) {
            return;
        }
        if (item.pong != null) {
            item.pong.run();
        } else {
            run.broker.answered(item.packet);
            run.rig.answer(item.packet);
        }
    }

    /** Of what is buffered, the first may have left in part. */
    void end() {
        ended = true;
        boolean first = run.random.nextBoolean();
        for (Item item : buffer) {
            boolean doubtful = first;
            first = false;
            if (doubtful && item.packet instanceof Packet.Publish publish) {
                run.broker.left(publish);
            } else if (item.transmission != null) {
                item.transmission.onUnsent();
            }
        }
    }
}
