package io.github.camelaliyun.mqtt.cases;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.netty.util.internal.PlatformDependent;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * An application with some connections, whose routes never end their first message; for each line of its input it prints what
 * it holds.
 */
final class LostLinksProgram {

    static final String STARTED = "the program has started";

    private LostLinksProgram() {}

    /** Arguments: server, file of the authority, topic, bytes that may be held, clientIds. */
    public static void main(String[] args) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Estate application = new Estate(URI.create(args[0]), args[4], component -> {
            component.setCaFile("file:" + args[1]);
            component.getConfiguration().setMaxHeldBytes(Long.parseLong(args[3]));
        })) {
            for (int i = 4; i < args.length; i++) {
                application.consume(
                        "in-" + i, "paho:" + args[2] + "?qos=1&clientId=" + args[i], exchange -> end.await());
            }
            System.out.println(STARTED);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
            while (in.readLine() != null) {
                print();
            }
            end.countDown();
        }
    }

    private static void print() {
        for (int i = 0; i < 3; i++) {
            // What a collection finds unreachable, the next one may free.
            System.gc();
        }
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum()
                + Math.max(0, PlatformDependent.usedDirectMemory());
        List<String> threads = busyThreads();
        System.out.println("threads=" + threads.size() + " descriptors="
                + ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getOpenFileDescriptorCount()
                + " direct=" + direct + " " + threads);
    }

    /** Without those of a pool that wait for a task: how many it has needed at once is chance, and it ends them. */
    private static List<String> busyThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue())
                        .noneMatch(frame -> frame.getClassName().equals(ThreadPoolExecutor.class.getName())
                                && frame.getMethodName().equals("getTask")))
                .map(thread -> thread.getKey().getName())
                .sorted()
                .toList();
    }
}
