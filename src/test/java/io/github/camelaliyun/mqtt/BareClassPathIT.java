package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An estate that has neither Micrometer nor JMX of Camel's. */
class BareClassPathIT {

    private static final List<String> ABSENT = List.of("micrometer", "prometheus", "vertx", "camel-management-4");

    @Test
    void theComponentWorksWithoutWhatWatchesIt() throws Exception {
        String server = SharedSandbox.get().tcp().toString();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader bare = new URLClassLoader(urls(), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> bare.loadClass("io.micrometer.core.instrument.MeterRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThatThrownBy(() -> bare.loadClass("org.apache.camel.management.JmxManagementStrategy"))
                    .isInstanceOf(ClassNotFoundException.class);
            Thread.currentThread().setContextClassLoader(bare);

            Object received = bare.loadClass(PlainEstate.class.getName())
                    .getMethod("run", String.class, String.class)
                    .invoke(null, server, SharedSandbox.uniqueClientId());

            assertThat(received).isEqualTo(true);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL[] urls() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            URI uri = Path.of(entry).toUri();
            String file = Path.of(entry).getFileName().toString();
            if (ABSENT.stream().noneMatch(file::contains)) {
                urls.add(uri.toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
