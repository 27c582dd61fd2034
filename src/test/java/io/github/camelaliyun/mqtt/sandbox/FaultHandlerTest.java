package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.publish.PUBLISHFactory;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** The order of things on one connection's event loop, with turns of the test's making. */
class FaultHandlerTest {

    private final ClientFaults faults = new ClientFaults();
    private final EmbeddedChannel channel = new EmbeddedChannel(new Turn(), new FaultHandler("GID_test@@@1", faults));

    /** Runs what it is given in one turn of the event loop: what that asks for later comes after it. */
    private static final class Turn extends ChannelDuplexHandler {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object script) {
            ((Runnable) script).run();
        }

        /** A connection of the network's ends later, too. */
        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            context.executor().execute(() -> context.close(promise));
        }
    }

    private void inOneTurn(Runnable script) {
        channel.pipeline().fireUserEventTriggered(script);
        channel.runPendingTasks();
    }

    @Test
    void whatComesBetweenTheResumeAndItsTurnGoesAfterWhatWasHeldBack() {
        faults.stall();
        inOneTurn(() -> {
            channel.write("out 1");
            channel.pipeline().fireChannelRead("in 1");
        });
        assertThat(channel.config().isAutoRead()).isFalse();
        inOneTurn(() -> {
            faults.resume();
            channel.write("out 2");
            channel.pipeline().fireChannelRead("in 2");
            channel.flush();
            assertThat(channel.outboundMessages()).isEmpty();
            assertThat(channel.inboundMessages()).isEmpty();
        });

        assertThat(channel.outboundMessages()).containsExactly("out 1", "out 2");
        assertThat(channel.inboundMessages()).containsExactly("in 1", "in 2");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void lineThatStallsAgainBeforeItsTurnStaysStalled() {
        faults.stall();
        inOneTurn(() -> channel.write("out 1"));
        inOneTurn(() -> {
            faults.resume();
            faults.stall();
        });

        assertThat(channel.outboundMessages()).isEmpty();
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    /** As two threads may do it: the first one's order reaches the connection last. */
    @Test
    void lineThatIsResumedBeforeTheTurnOfItsStallGoesOn() {
        inOneTurn(() -> {
            faults.stall();
            faults.resume();
        });

        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void whoWaitsForAPacketThatWasHeldBackIsToldWhenTheConnectionEnds() {
        faults.stall();
        channel.runPendingTasks();
        ChannelFuture sent = channel.writeOneOutbound("out 1");
        channel.close();
        channel.runPendingTasks();

        assertThat(sent.isDone()).isTrue();
        assertThat(sent.cause()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void batchThatHasNotBegunIsToldOfTheEndToo() {
        EmbeddedChannel batches =
                new EmbeddedChannel(new BacklogHandler(new ClientFaults.Batches(1, Duration.ofDays(1))));
        batches.writeOneOutbound(publish(0));
        ChannelFuture second = batches.writeOneOutbound(publish(0));
        batches.flushOutbound();
        assertThat(batches.outboundMessages()).hasSize(1);
        batches.close();
        batches.runPendingTasks();

        assertThat(second.cause()).isInstanceOf(ClosedChannelException.class);
    }

    /** Several packets come with one read; the close takes effect after it. */
    @Test
    void nothingPassesAfterThePublishThatWasOneTooManyAndItIsSaidOnce() {
        faults.publishesPerSecond(2);
        try (LogCapture log = new LogCapture()) {
            inOneTurn(() -> {
                for (int i = 0; i < 6; i++) {
                    channel.pipeline().fireChannelRead(publish(0));
                }
                channel.pipeline().fireChannelRead("no PUBLISH");
            });

            assertThat(channel.inboundMessages()).hasSize(2);
            assertThat(channel.isOpen()).isFalse();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("more than 2 PUBLISH packets"))
                    .hasSize(1);
        }
    }

    private static PUBLISH publish(long timestamp) {
        return new PUBLISHFactory.Mqtt3Builder()
                .withHivemqId("id")
                .withTopic("test")
                .withQoS(QoS.AT_LEAST_ONCE)
                .withOnwardQos(QoS.AT_LEAST_ONCE)
                .withPayload(new byte[0])
                .withTimestamp(timestamp)
                .build();
    }
}
