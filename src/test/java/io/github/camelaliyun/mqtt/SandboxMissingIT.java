package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code endpoint=sandbox} where the class path has neither the sandbox's broker nor JUnit. */
class SandboxMissingIT {

    private static final List<String> ABSENT = List.of("hivemq", "junit");

    @Test
    void theArtifactThatBringsItIsNamed() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader bare = new URLClassLoader(urls(), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(bare);

            Object message =
                    bare.loadClass(Program.class.getName()).getMethod("run").invoke(null);

            assertThat(message)
                    .asString()
                    .startsWith("the sandbox's broker is not complete on the classpath")
                    .contains("add the dependency " + Sandbox.ARTIFACT)
                    .contains("or set the endpoint of an instance");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL[] urls() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (ABSENT.stream().noneMatch(path.getFileName().toString()::contains)) {
                urls.add(path.toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** What runs behind the class loader. */
    public static final class Program {

        private Program() {}

        /** Answers why the context cannot start. */
        public static String run() throws Exception {
            AliyunMqttComponent component = new AliyunMqttComponent();
            component.getAccount().setEndpoint("sandbox");
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.addComponent("aliyun-mqtt", component);
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("aliyun-mqtt:test/x").to("log:x");
                    }
                });
                context.start();
                return "started";
            } catch (Exception e) {
                Throwable root = e;
                // The reason of the reason is the class that is missing.
                while (!root.getClass().getSimpleName().equals("SandboxException") && root.getCause() != null) {
                    root = root.getCause();
                }
                return root.getMessage();
            }
        }
    }
}
