package io.github.camelaliyun.mqtt.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The Netty that is on the class path. Its jars are made to be used in one version; a mixture, which an application gets when
 * two of its dependencies bring Netty and nothing manages the versions, fails somewhere later with a
 * {@code NoSuchMethodError}. Each jar says its version in {@code META-INF/io.netty.versions.properties}.
 */
final class NettyVersions {

    private static final String RESOURCE = "META-INF/io.netty.versions.properties";
    private static final String SUFFIX = ".version";

    /** What the wire uses, with what that uses. */
    private static final Set<String> USED = Set.of(
            "netty-buffer",
            "netty-codec",
            "netty-codec-base",
            "netty-codec-compression",
            "netty-codec-http",
            "netty-codec-mqtt",
            "netty-codec-socks",
            "netty-common",
            "netty-handler",
            "netty-handler-proxy",
            "netty-resolver",
            "netty-transport",
            "netty-transport-native-unix-common");

    private NettyVersions() {}

    /** @throws IllegalStateException if there is more than one version; the message names them and the cure */
    static void requireOne() {
        requireOne(NettyVersions.class.getClassLoader());
    }

    static void requireOne(ClassLoader loader) {
        Map<String, Set<String>> artifacts = new TreeMap<>();
        try {
            for (URL resource : Collections.list(loader.getResources(RESOURCE))) {
                read(resource)
                        .forEach((version, names) -> artifacts
                                .computeIfAbsent(version, key -> new TreeSet<>())
                                .addAll(names));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (artifacts.size() > 1) {
            throw new IllegalStateException("more than one version of Netty is on the class path: " + artifacts
                    + ". Import io.netty:netty-bom of one version in dependencyManagement, and exclude what brings another"
                    + " one (mvn dependency:tree -Dincludes=io.netty says what does)");
        }
    }

    /** Version to the artifacts that have it. */
    private static Map<String, Set<String>> read(URL resource) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = resource.openStream()) {
            properties.load(in);
        }
        Map<String, Set<String>> versions = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            String artifact = key.endsWith(SUFFIX) ? key.substring(0, key.length() - SUFFIX.length()) : "";
            if (USED.contains(artifact)) {
                versions.computeIfAbsent(properties.getProperty(key), version -> new TreeSet<>())
                        .add(artifact);
            }
        }
        return versions;
    }
}
