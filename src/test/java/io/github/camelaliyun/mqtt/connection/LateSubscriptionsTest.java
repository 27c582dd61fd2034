package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** A filter that could not be asked for, or was refused, is asked for later, and many filters take no long time. */
class LateSubscriptionsTest {

    /** Without a free packet identifier no SUBSCRIBE is sent, and none later. */
    @Test
    void aFilterThatFoundNoPacketIdentifierIsSubscribedOnceThereIsOne() throws Exception {
        InboundRig rig = InboundRig.persistent();
        rig.connect(false);
        PacketIds ids = rig.ids;
        while (ids.take(p -> {}) != PacketIds.NONE) {
            // All 65,535, as maxInflight=65535 allows.
        }
        rig.start(TestSubscriber.of("test/a"));
        for (int id = 1; id <= PacketIds.HIGHEST; id++) {
            ids.free(id);
        }
        rig.advance(Duration.ofHours(1));
        assertThat(rig.asked()).isEqualTo("+test/a=1");
    }

    @Test
    void aRefusedFilterIsAskedForAgainThoughItsRouteIsReloadedAtThatTime() {
        InboundRig rig = new InboundRig(true, true, InboundOptions.defaults(true), 100);
        rig.answers = false;
        rig.connect(false);
        TestSubscriber reloaded = rig.start(TestSubscriber.of("test/a"));
        rig.suback(0, 0x80);
        rig.advance(Duration.ofSeconds(55));
        rig.stop(reloaded);
        rig.advance(Duration.ofSeconds(6));
        rig.startAgain(reloaded);
        rig.advance(Duration.ofMinutes(2));

        assertThat(rig.asked()).endsWith("+test/a=1 +test/a=1");
    }

    /** How long the starts of many routes with a filter each take, under the lock (1000: 58 s). */
    @Test
    void startsOfManyRoutesDoNotTakeCubicTime() {
        InboundRig rig = new InboundRig(false, false, InboundOptions.defaults(false), Integer.MAX_VALUE);
        rig.answers = false;
        rig.connect(false);
        long began = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            rig.start(TestSubscriber.of("plant/line/" + i + "/temperature"));
        }
        assertThat((System.nanoTime() - began) / 1_000_000)
                .as("ms for 500 starts")
                .isLessThan(2_000);
    }
}
