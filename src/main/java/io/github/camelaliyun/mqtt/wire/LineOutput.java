package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.ChannelFuture;
import io.netty.handler.ssl.SslHandler;

import java.util.List;

/** Gives the network what waits to be sent, as it takes it; after the last of it, the end of the output. On the event loop. */
final class LineOutput {

    private final NettyLine line;
    private final Outbox outbox;
    private final LineListener listener;
    private final BatchWriter writer = new BatchWriter();

    /** Parts of what is sent that are with the network and have not left. */
    private int parts;
    /** The packets that the writer has, or has a rest of. */
    private List<Outbox.Entry> leaving = List.of();

    private boolean finished;

    LineOutput(NettyLine line, Outbox outbox, LineListener listener) {
        this.line = line;
        this.outbox = outbox;
        this.listener = listener;
    }

    /** For the pipeline. */
    BatchWriter writer() {
        return writer;
    }

    /** Gives the network what it takes now. */
    void write() {
        boolean any = false;
        while (!line.isOver() && line.channel().isWritable()) {
            if (leaving.isEmpty()) {
                if (any && outbox.isEmpty()) {
                    // Who has the next packet ready goes first, and saves this thread a sleep and a start.
                    Thread.yield();
                }
                leaving = outbox.take(NettyLine.BATCH_BYTES);
                if (leaving.isEmpty()) {
                    finishIfAllHasLeft();
                    return;
                }
            }
            any = true;
            try {
                writeOn();
            } catch (Throwable e) {
                line.end(e);
            }
        }
    }

    private void writeOn() throws Exception {
        if (!writer.hasRest()) {
            writer.encode(line.channel(), leaving);
        }
        ChannelFuture handed = writer.handOn();
        List<Outbox.Entry> complete = writer.hasRest() ? List.of() : leaving;
        if (!writer.hasRest()) {
            leaving = List.of();
        }
        parts++;
        handed.addListener(done -> written(complete, done.isSuccess() ? null : done.cause()));
    }

    private void written(List<Outbox.Entry> batch, Throwable failure) {
        parts--;
        if (failure != null) {
            line.end(LineFailure.of(failure));
            return;
        }
        Throwable thrown = tellLeft(batch);
        if (thrown != null) {
            line.end(thrown);
        } else if (!line.isOver()) {
            line.guarded(listener::onWritten);
            finishIfAllHasLeft();
        }
    }

    /** One who throws keeps the others from nothing. */
    private static Throwable tellLeft(List<Outbox.Entry> batch) {
        Throwable thrown = null;
        for (Outbox.Entry entry : batch) {
            try {
                if (entry.transmission() != null) {
                    entry.transmission().onLeft();
                }
            } catch (Throwable e) {
                thrown = thrown == null ? e : thrown;
            }
        }
        return thrown;
    }

    private void finishIfAllHasLeft() {
        if (line.isOver() || finished || parts > 0 || !leaving.isEmpty() || !outbox.isFinished()) {
            return;
        }
        finished = true;
        LineChannel channel = line.channel();
        WebSocketFrames frames = channel.pipeline().get(WebSocketFrames.class);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (frames != null) {
            frames.close();
        } else if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> channel.shutdownOutput());
        }
    }
}
