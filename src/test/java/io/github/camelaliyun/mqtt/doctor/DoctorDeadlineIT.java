package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.FreePort;
import org.apache.camel.spi.PropertiesFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Whatever hangs, the doctor ends in time, and leaves nothing behind. */
class DoctorDeadlineIT {

    private static final Duration PROMISED = Duration.ofSeconds(20);
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final List<String> set = new ArrayList<>();

    /** A vault that does not answer. */
    public static final class HangingVault implements PropertiesFunction {

        @Override
        public String getName() {
            return "hanging";
        }

        @Override
        public String apply(String remainder) {
            try {
                NEVER.await();
            } catch (InterruptedException e) {
                // As clients do that know no end.
                apply(remainder);
            }
            return "never";
        }
    }

    /** One whose library is missing. */
    public static final class BrokenVault implements PropertiesFunction {

        @Override
        public String getName() {
            return "broken";
        }

        @Override
        public String apply(String remainder) {
            throw new NoClassDefFoundError("org/nowhere/Missing");
        }
    }

    private void set(String key, String value) {
        set.add(key);
        System.setProperty(key, value);
    }

    @AfterEach
    void forget() {
        set.forEach(System::clearProperty);
    }

    private static void assertThatItEndsInTime(String... options) {
        long began = System.nanoTime();
        try (ChildJvm child = ChildJvm.start(Doctor.class, List.of(options))) {
            assertThat(child.awaitExit(Duration.ofSeconds(60)))
                    .as(child.output())
                    .isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as(child.output())
                    .isLessThan(PROMISED);
        }
    }

    @Test
    void aVaultThatHangsInASettingDoesNotKeepIt() {
        assertThatItEndsInTime("-Daliyun.mqtt.endpoint=tcp://127.0.0.1:1", "-Daliyun.mqtt.group-id={{hanging:x}}");
    }

    /** And servers that accept and say nothing. */
    @Test
    void aVaultAndServersThatHangInRoutesDoNotKeepIt(@TempDir Path folder) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            String server = "tcp://127.0.0.1:" + silent.getLocalPort();
            for (int i = 0; i < 3; i++) {
                Files.writeString(folder.resolve("r" + i + ".camel.yaml"), route("r" + i, "clientId: GID_x@@@" + i));
            }
            assertThatItEndsInTime("-Daliyun.mqtt.endpoint=" + server, "-Daliyun.mqtt.routes-dir=" + folder);
            Files.writeString(folder.resolve("h.camel.yaml"), route("h", "password: '{{hanging:x}}'"));
            assertThatItEndsInTime("-Daliyun.mqtt.endpoint=" + server, "-Daliyun.mqtt.routes-dir=" + folder);
        }
    }

    private static String route(String id, String parameter) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: paho:test/x\n      parameters:\n        "
                + parameter + "\n      steps:\n        - log: x\n";
    }

    @Test
    void whatTheSandboxTakesToStartIsNotCounted() throws Exception {
        Deadline deadline = new Deadline(Duration.ofMillis(50));
        deadline.count(false);
        await().until(() -> deadline.uncounted().compareTo(Duration.ofMillis(100)) > 0);

        assertThat(deadline.isOver()).isFalse();

        deadline.count(true);
        await().until(deadline::isOver);
    }

    @Test
    void aProjectThatComesLateIsClosed() throws Exception {
        int port = sandboxPort();
        SettingsCheck check = new SettingsCheck(new Words(Locale.ENGLISH), new Deadline(PROMISED));

        check.close();
        check.run();

        assertThat(check.project()).isNull();
        assertThatNobodyListens(port);
    }

    @Test
    void aLibraryThatIsMissingLeavesNoSandbox() {
        int port = sandboxPort();
        set("camel.component.paho.keep-alive-interval", "{{broken:x}}");

        Diagnosis diagnosis =
                new Consultation(new Words(Locale.ENGLISH), Clock.systemUTC(), false, result -> {}).project();

        assertThat(DoctorRig.firstFailed(diagnosis)).contains("org/nowhere/Missing");
        assertThatNobodyListens(port);
    }

    private int sandboxPort() {
        int port = FreePort.choose();
        set("aliyun.mqtt.endpoint", "sandbox");
        set("aliyun.mqtt.sandbox.port", String.valueOf(port));
        return port;
    }

    private static void assertThatNobodyListens(int port) {
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(ConnectException.class);
    }
}
