package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;

import java.util.concurrent.TimeUnit;

/** What arrives by a line, and when it is read. On the event loop, except {@link #pause} and {@link #unpause}. */
final class LineInput implements PacketFramer.Receiver {

    private static final int REST_MILLIS = 1;
    /** So many packets of one look are worth a look. */
    private static final int MANY = 16;

    private final NettyLine line;
    private final EventLoop loop;
    private final LineListener listener;
    private final PacketFramer framer;
    private volatile boolean paused;

    private boolean resting;
    /** Packets since all that had arrived was given. */
    private int received;
    /** What has arrived is given although the reading pauses: the line ends. */
    private boolean givingRest;

    LineInput(NettyLine line, EventLoop loop, LineOptions options, LineListener listener) {
        this.line = line;
        this.loop = loop;
        this.listener = listener;
        this.framer = new PacketFramer(options.maxPacketSize(), this);
    }

    /** For the pipeline. */
    PacketFramer framer() {
        return framer;
    }

    /** The reading ends with the next bytes that arrive, which the framer keeps. Any thread may call. */
    void pause() {
        paused = true;
    }

    /** {@link #readOn} is to follow. Any thread may call. */
    void unpause() {
        paused = false;
    }

    void readOn() {
        ChannelHandlerContext framing = framing();
        if (framing != null) {
            framer.cut(framing);
            idle();
        }
        if (framing != null && !paused && !line.isOver() && !resting) {
            line.channel().config().setAutoRead(true);
        }
    }

    /** They are all that was read in a pause and the read before: a server that has forgotten us will not send them again. */
    void giveRest() {
        ChannelHandlerContext framing = framing();
        if (framing != null) {
            givingRest = true;
            framer.cut(framing);
            givingRest = false;
        }
    }

    /** Null while nothing can be read. */
    private ChannelHandlerContext framing() {
        return line.isOver() || !line.isOpen()
                ? null
                : line.channel().pipeline().context(framer);
    }

    @Override
    public boolean pauses() {
        return line.isOver() || paused && !givingRest;
    }

    @Override
    public void received(Packet packet) {
        received++;
        listener.onReceived(packet);
    }

    @Override
    public void failed(Throwable failure) {
        line.end(LineFailure.of(failure));
    }

    /** Bytes have arrived. */
    void arriving() {
        if (paused) {
            line.channel().config().setAutoRead(false);
        }
    }

    /** All that has arrived has been given to the framer. */
    void idle() {
        boolean few = received < MANY;
        received = 0;
        if (!line.isOver() && line.isOpen() && !paused) {
            line.guarded(() -> {
                if (listener.onIdle() && few) {
                    rest();
                }
            });
        }
    }

    /**
     * A broker writes each PUBACK by itself: to wake up for every one costs more than all else about a publish. So where many
     * are expected and few have come, they come together before the next look.
     */
    private void rest() {
        if (!resting) {
            resting = true;
            line.channel().config().setAutoRead(false);
            loop.schedule(() -> line.guarded(this::restIsOver), REST_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void restIsOver() {
        resting = false;
        if (!paused && !line.isOver()) {
            line.channel().config().setAutoRead(true);
        }
    }
}
