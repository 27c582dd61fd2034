package io.github.camelaliyun.mqtt.connection;

/** What comes in where there is little room, for one slow subscriber. */
abstract class RoomRig {

    /** Messages of 200 bytes with their topic; five fill it. */
    static final long BYTES = 1_000;

    static final byte[] PAYLOAD = new byte[60];

    final InboundRig rig = InboundRig.holding(false, BYTES);

    final TestSubscriber slow = TestSubscriber.of("test/a").concurrency(100);

    void start(InboundRig of) {
        of.connect(false);
        of.start(slow);
    }

    void fill(int from, int to) {
        fill(rig, from, to);
    }

    static void fill(InboundRig of, int from, int to) {
        for (int id = from; id <= to; id++) {
            of.publish("test/a", 1, id, PAYLOAD, false);
        }
    }
}
