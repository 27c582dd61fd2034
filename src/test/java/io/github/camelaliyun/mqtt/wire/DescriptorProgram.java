package io.github.camelaliyun.mqtt.wire;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.netty.channel.EventLoop;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Connects while it has no descriptor for a socket, and again when it has; to be run where there are few. */
final class DescriptorProgram {

    static final int MOST = 512;

    private static final Duration NEVER = Duration.ofHours(1);

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ConnectTurns turns = new ConnectTurns(1, NEVER);
    private final EventLoop loop;
    private final Way way;

    private DescriptorProgram(EventLoop loop, int port) {
        this.loop = loop;
        this.way = new Way("tcp://127.0.0.1:" + port, InetAddress.getLoopbackAddress(), null);
    }

    public static void main(String[] args) throws Exception {
        EventLoops loops = new EventLoops(number -> "event-loop-" + number);
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            new DescriptorProgram(loops.next(), server.getLocalPort()).run(server);
            ChildJvm.awaitEndOfInput();
        } finally {
            loops.close();
        }
    }

    private void run(ServerSocket server) throws Exception {
        // The classes have been read before there is nothing to read them with.
        RecordingListener before = open();
        server.accept().close();
        before.awaitClosed();

        Deque<FileInputStream> taken = new ArrayDeque<>();
        try {
            takeAll(taken);
            System.out.println(open().awaitClosed());
        } finally {
            for (FileInputStream each : taken) {
                each.close();
            }
        }
        RecordingListener next = open();
        server.accept().close();
        next.awaitClosed();
        System.out.println("the next one has connected");
        workers.shutdown();
    }

    private static void takeAll(Deque<FileInputStream> taken) {
        try {
            while (taken.size() < MOST) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            // There is none left.
            return;
        }
        throw new IllegalStateException("there are more than " + MOST + " descriptors");
    }

    private RecordingListener open() {
        RecordingListener listener = new RecordingListener();
        new NettyLine(
                        loop,
                        workers,
                        new Questions<>(workers),
                        new ForeignCalls(workers),
                        turns,
                        way,
                        new LineOptions("GID_test@@@1", NEVER, TransportOptions.DEFAULTS, 1_000),
                        listener)
                .open();
        return listener;
    }
}
