package io.github.camelaliyun.mqtt.cases;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.netty.util.internal.PlatformDependent;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

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
            component.setMaxHeldBytes(Long.parseLong(args[3]));
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
        System.out.println("threads=" + Thread.getAllStackTraces().size() + " descriptors="
                + ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getOpenFileDescriptorCount()
                + " direct=" + direct + " "
                + Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .sorted()
                        .collect(Collectors.toList()));
    }
}
