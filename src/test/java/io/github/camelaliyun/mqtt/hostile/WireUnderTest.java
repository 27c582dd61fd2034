package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.wire.EventLoops;
import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.MalformedPacketException;
import io.github.camelaliyun.mqtt.wire.NettyWire;
import io.github.camelaliyun.mqtt.wire.TransportOptions;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.io.EOFException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The wire with its threads, and what its ends mean: the only place that knows which implementation it is. */
final class WireUnderTest implements AutoCloseable {

    /** Small, so that many cases are larger. */
    static final int MAX_PACKET_SIZE = 8_192;

    static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

    private static final int END_SECONDS = 20;
    private static final Pattern CLASS_NAME = Pattern.compile("([\\w$]+\\.)*[A-Z][\\w$]*(Exception|Error)[:\\s]*");

    private final Duration connectTimeout;
    private final int maxPacketSize;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EventLoops loops = new EventLoops(number -> "event-loop-" + number);
    private final Wire wire = new NettyWire(loops, workers);

    WireUnderTest() {
        this(USUAL_TIMEOUT, MAX_PACKET_SIZE);
    }

    WireUnderTest(Duration connectTimeout, int maxPacketSize) {
        this.connectTimeout = connectTimeout;
        this.maxPacketSize = maxPacketSize;
    }

    Line open(String serverUri, LineListener listener) {
        return wire.open(
                new Way(serverUri, InetAddress.getLoopbackAddress(), null),
                new LineOptions("GID_test@@@hostile", connectTimeout, TransportOptions.DEFAULTS, maxPacketSize),
                listener);
    }

    /** Whether the line has ended because of what the server sent. */
    static boolean isRefusal(Throwable cause) {
        return Causes.of(cause).stream().anyMatch(MalformedPacketException.class::isInstance);
    }

    /** Whether the message is more than a name or a number. That the server closed needs no words. */
    static boolean saysWhy(Throwable cause) {
        if (cause instanceof EOFException) {
            return true;
        }
        String message = cause.getMessage();
        return message != null
                && message.strip().contains(" ")
                && !CLASS_NAME.matcher(message).matches();
    }

    /** Returns when the threads have ended. */
    @Override
    public void close() {
        loops.close();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("threads of the wire do not end: " + workers);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
