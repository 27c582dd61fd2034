package io.github.camelaliyun.mqtt;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Virtual threads (JEP 444), by reflection, since the code is compiled for Java 17. They are used from Java 24 on: before
 * that, one that waits inside a monitor keeps a thread of the system (JEP 491), and under a thousand connections some
 * library's monitor, as the pipe of Paho's WebSockets, would use them up.
 */
final class VirtualThreads {

    private static final int FIRST_WITHOUT_PINNING = 24;

    static final boolean AVAILABLE = Runtime.version().feature() >= FIRST_WITHOUT_PINNING;

    private VirtualThreads() {}

    /** A thread for each task, with such a name and a number; only where they are available. */
    static ExecutorService executor(String name) {
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Object virtual = Thread.class.getMethod("ofVirtual").invoke(null);
            Object named = builder.getMethod("name", String.class, long.class).invoke(virtual, name + "-", 1L);
            Object factory = builder.getMethod("factory").invoke(named);
            Method perTask = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
            return (ExecutorService) perTask.invoke(null, factory);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java " + Runtime.version() + " has no virtual threads", e);
        }
    }
}
