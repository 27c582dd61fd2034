package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A context that has the sandbox by one route, and cannot start because of another: Camel shuts nothing of it down. */
class SandboxFailedStartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AliyunMqttSandbox application = AliyunMqttSandbox.ofApplication();

    @Test
    void nothingOfTheSandboxStaysThoughNobodyStopsTheContext() throws Exception {
        int port = FreePort.choose();
        CompletableFuture<Path> folder = new CompletableFuture<>();
        DefaultCamelContext failing = context("signature", port);
        failing.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                getContext().getEndpoint("aliyun-mqtt:test/right");
                folder.complete(application.sandbox().trustStore().getParent());
            }
        });
        failing.addRoutes(wrongRoute());

        assertThatThrownBy(failing::start).hasStackTraceContaining("nonsense");
        assertThat(folder).isDone();
        assertGone(port, folder.get());
    }

    @Test
    void theContextCannotStartAgainOnASandboxThatIsGoneAndSaysSo() throws Exception {
        int port = FreePort.choose();
        try (DefaultCamelContext context = context("token", port)) {
            context.addRoutes(wrongRoute());
            assertThatThrownBy(context::start).hasStackTraceContaining("nonsense");
            assertGone(port, null);
            context.removeRouteDefinition(context.getRouteDefinition("wrong"));

            assertThatThrownBy(context::start).hasStackTraceContaining("make another CamelContext");
        }
        assertGone(port, null);
    }

    @Test
    void aContextThatHasNotStartedYetKeepsItsSandbox() throws Exception {
        int port = FreePort.choose();
        try (DefaultCamelContext context = context("signature", port)) {
            context.getEndpoint("aliyun-mqtt:test/early");
            await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> isOpen(port));

            context.start();
            context.createProducerTemplate().sendBody("aliyun-mqtt:test/early", "there");
            assertThat(application.awaitPublished("test/early").text()).isEqualTo("there");
        }
        assertGone(port, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fails",
                "fails and is closed",
                "fails in token mode",
                "is left unstarted",
                "is left unstarted in token mode",
                "is left running"
            })
    void theJvmEndsWhereNothingElseKeepsItAlive(String what) throws Exception {
        int port = FreePort.choose();
        try (ChildJvm child = ChildJvm.start(Program.class, List.of(), what, String.valueOf(port))) {
            child.awaitLine("main ends", PATIENCE);

            assertThat(child.awaitExit(PATIENCE)).isZero();
        }
        assertGone(port, null);
    }

    /** What has the JVM alive is to have been the sandbox alone, and not to be killed by it. */
    @Test
    void theSandboxStaysWhereAnotherThreadKeepsTheJvmAlive() throws Exception {
        int port = FreePort.choose();
        try (ChildJvm child = ChildJvm.start(Program.class, List.of(), "goes on in a thread", String.valueOf(port))) {
            child.awaitLine("main ends", PATIENCE);
            await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> isOpen(port));

            child.send("end");
            assertThat(child.awaitExit(PATIENCE)).isZero();
        }
    }

    private static void assertGone(int port, Path folder) {
        await().atMost(PATIENCE).until(() -> !isOpen(port) && (folder == null || !Files.exists(folder)));
        assertThatThrownBy(AliyunMqttSandbox.ofApplication()::sandbox)
                .hasMessageContaining("no sandbox runs in this JVM");
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static DefaultCamelContext context(String mode, int port) throws Exception {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getAccount().setEndpoint("sandbox");
        component.getAccount().setAuthMode(mode);
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().addOverrideProperty("aliyun.mqtt.sandbox.port", String.valueOf(port));
        context.addComponent("aliyun-mqtt", component);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("aliyun-mqtt:test/right").routeId("right").to("log:right");
            }
        });
        return context;
    }

    private static RouteBuilder wrongRoute() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("aliyun-mqtt:test/wrong?nonsense=1").routeId("wrong").to("log:wrong");
            }
        };
    }

    /** Says when its main method ends; what becomes of the JVM then is the question. */
    public static final class Program {

        private Program() {}

        public static void main(String[] args) throws Exception {
            String mode = args[0].contains("token") ? "token" : "signature";
            DefaultCamelContext context = context(mode, Integer.parseInt(args[1]));
            if (args[0].startsWith("fails")) {
                context.addRoutes(wrongRoute());
                try {
                    context.start();
                    return;
                } catch (Exception e) {
                    System.out.println("failed");
                }
                if (args[0].endsWith("closed")) {
                    context.close();
                }
            } else if (args[0].startsWith("is left unstarted")) {
                context.getEndpoint("aliyun-mqtt:test/right");
            } else {
                context.start();
            }
            if (args[0].endsWith("thread")) {
                new Thread(Program::awaitEndOfInput).start();
            }
            System.out.println("main ends");
        }

        private static void awaitEndOfInput() {
            try {
                System.in.read();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
