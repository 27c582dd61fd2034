package io.github.camelaliyun.mqtt.connection;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** Counts what passes a connection. Every message comes by, on any thread: so no lock, and no clock unless one is asked for. */
final class Tally {

    final LongAdder published = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder redelivered = new LongAdder();
    final LongAdder discarded = new LongAdder();
    final LongAdder givenUp = new LongAdder();

    /** Takes the nanoseconds of each acknowledged publish; null while nobody wants them. */
    volatile LongConsumer acknowledgementTimes;

    ConnectionCounts counts() {
        return new ConnectionCounts(
                published.sum(), acknowledged.sum(), failed.sum(), received.sum(), redelivered.sum(), givenUp.sum());
    }
}
