package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Transmission;
import io.github.camelaliyun.mqtt.wire.Withdrawal;

/** Notes what becomes of a packet where it counts that it certainly did not leave: such a publish is sent again, and is not convicted. */
final class Departure implements Transmission {

    /** Called on the line's thread: must return at once. */
    interface Listener {
        /** A QoS 0 publish has left by a link. */
        void onLeft(PendingPublish publish, Outlet by);

        /** A link took a publish, and did not send it. */
        void onUnsent(PendingPublish publish, Outlet by);
    }

    private final PendingPublish publish;
    private final Outlet by;
    private final Listener listener;

    Departure(PendingPublish publish, Outlet by, Listener listener) {
        this.publish = publish;
        this.by = by;
        this.listener = listener;
    }

    @Override
    public void onWaiting(Withdrawal packet) {
        publish.onWaiting(packet);
    }

    @Override
    public void onLeft() {
        if (publish.message.qos() == 0) {
            listener.onLeft(publish, by);
        }
    }

    @Override
    public void onUnsent() {
        listener.onUnsent(publish, by);
    }
}
