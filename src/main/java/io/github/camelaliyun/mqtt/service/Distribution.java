package io.github.camelaliyun.mqtt.service;

import java.nio.file.Path;
import java.util.Optional;

/** The distribution that this program was started from, if it was; else it is a Maven project's, and so are the cures. */
public final class Distribution {

    /** Its folder; set by the scripts in {@code bin}. */
    public static final String HOME = "camel-aliyun-mqtt.home";

    private Distribution() {}

    /** {@return its folder, if there is one} */
    public static Optional<Path> home() {
        return Optional.ofNullable(System.getProperty(HOME))
                .filter(home -> !home.isBlank())
                .map(Path::of);
    }

    /** {@return the place where a library is added: a folder, or the file {@code pom.xml}} */
    public static String librariesPlace() {
        return home().map(home -> home.resolve("ext").toString()).orElse("pom.xml");
    }
}
