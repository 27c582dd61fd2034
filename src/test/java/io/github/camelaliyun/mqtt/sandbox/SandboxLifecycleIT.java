package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.configuration.service.FullConfigurationService;
import com.hivemq.embedded.EmbeddedHiveMQ;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.io.IOException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Sandboxes of their own beside the shared one: two in one JVM do not disturb each other. */
class SandboxLifecycleIT {

    @Test
    void closeLeavesNoFilesNoThreadsAndNoHandler() {
        SharedSandbox.get();
        UncaughtExceptionHandler before = (thread, failure) -> {};
        Thread.setDefaultUncaughtExceptionHandler(before);
        Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
        try {
            Sandbox sandbox = Sandbox.start(SharedSandbox.options(0, false));
            assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
            Path folder = sandbox.trustStore().getParent();
            assertThat(folder).exists();
            sandbox.close();
            sandbox.close();

            assertThat(folder).doesNotExist();
            Awaitility.await()
                    .pollInSameThread()
                    .atMost(TestClient.PATIENCE)
                    .untilAsserted(() -> assertThat(keepingAlive(threadsBefore)).isEmpty());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
    }

    @Test
    void sandboxThatIsClosedSaysSo() throws Exception {
        Sandbox sandbox = Sandbox.start(SharedSandbox.options(0, false));
        sandbox.close();

        assertThatThrownBy(sandbox::connectedClients)
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("closed");
        // The shared one does not notice.
        String clientId = SharedSandbox.uniqueClientId();
        try (TestClient client = TestClient.connected(clientId)) {
            client.publish("test/p2p/" + clientId, "alive");
            client.awaitReceived(1);
        }
    }

    @Test
    void takenPortIsAnErrorThatNamesTheSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> Sandbox.start(SharedSandbox.options(taken.getLocalPort(), false)))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " on 127.0.0.1 is already in use")
                    .hasMessageContaining("0 for any free one");
        }
    }

    @Test
    void takenPortMovesToAFreeNeighbourIfItMay() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Sandbox sandbox = Sandbox.start(SharedSandbox.options(taken.getLocalPort(), true))) {
            assertThat(sandbox.tcp().getPort()).isBetween(taken.getLocalPort() + 1, taken.getLocalPort() + 100);
        }
    }

    @Test
    void freePortIsTaken() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        try (Sandbox sandbox = Sandbox.start(SharedSandbox.options(port, false))) {
            assertThat(sandbox.tcp().toString()).isEqualTo("tcp://127.0.0.1:" + port);
        }
    }

    @Test
    void usageStatisticsAreOffInTheConfigurationThatWasLoaded() throws Exception {
        Broker broker = inside(inside(SharedSandbox.get(), SandboxParts.class), Broker.class);
        EmbeddedHiveMQ hiveMq = inside(broker, EmbeddedHiveMQ.class);
        FullConfigurationService loaded = inside(hiveMq, FullConfigurationService.class);

        assertThat(loaded.usageStatisticsConfiguration().isEnabled()).isFalse();
        assertThat(loaded.mqttConfiguration().maxQueuedMessages()).isEqualTo(100_000);
    }

    @Test
    void missingBrokerIsAnErrorThatNamesTheDependency() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("hivemq")) {
                classPath.add(new File(entry).toURI().toURL());
            }
        }
        try (URLClassLoader withoutBroker =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> options = withoutBroker.loadClass(SandboxOptions.class.getName());
            Object anyOptions = options.getConstructor(
                            int.class, boolean.class, String.class, String.class, String.class, Set.class, Set.class)
                    .newInstance(0, false, "key", "secret", "instance", Set.of(), Set.of("test"));
            Class<?> sandbox = withoutBroker.loadClass(Sandbox.class.getName());

            assertThatThrownBy(() -> sandbox.getMethod("start", options).invoke(null, anyOptions))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("add the dependency " + Sandbox.ARTIFACT);
        }
    }

    /** The one of an object's fields that holds such an object. */
    private static <T> T inside(Object of, Class<T> type) throws IllegalAccessException {
        for (Field field : of.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(of);
            if (type.isInstance(value)) {
                return type.cast(value);
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " in " + of.getClass());
    }

    /** Daemon threads stay: the "process reaper" of the JDK and the "JNA Cleaner", one each for the whole JVM. */
    /**
     * Daemon threads stay: the "process reaper" of the JDK and the "JNA Cleaner", one each for the whole JVM. And the shared
     * sandbox's pool gets its second thread ten seconds after its start; the first one of the other's has the number 0.
     */
    private static List<String> keepingAlive(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && !thread.isDaemon())
                .map(Thread::getName)
                .filter(name -> !name.equals("ssl-context-executor-1"))
                .toList();
    }
}
