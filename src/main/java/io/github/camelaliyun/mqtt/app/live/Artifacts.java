package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.service.Distribution;
import io.github.camelaliyun.mqtt.service.NearestName;
import org.apache.camel.CamelContext;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Which Maven artifact brings a component, language or data format: Camel's catalog, which is no part of the runnable project, in
 * short.
 */
final class Artifacts {

    /** What Camel has and the project has not. */
    enum Kind {
        COMPONENT("component"),
        LANGUAGE("language"),
        DATA_FORMAT("dataformat");

        private final String key;

        Kind(String key) {
            this.key = key;
        }
    }

    private static final String FILE = "artifacts.properties";

    private static final Properties ARTIFACTS = read();

    private Artifacts() {}

    /** {@return the cure, as the end of a sentence} */
    static String cure(Kind kind, String name) {
        String artifact = ARTIFACTS.getProperty(kind.key + "." + name);
        if (artifact == null && name.isEmpty()) {
            return "a URI begins with its component, as in log:name";
        }
        if (artifact == null) {
            return "Camel has none of that name"
                    + NearestName.of(name, names(kind))
                            .map(nearest -> ", did you mean \"" + nearest + "\"?")
                            .orElse("");
        }
        return Distribution.home().isPresent()
                ? inDistribution(artifact)
                : "add org.apache.camel:" + artifact
                        + " to <dependencies> in pom.xml, without a version (if it is there with a scope, take that out), and start again";
    }

    private static String inDistribution(String artifact) {
        String ext = Distribution.librariesPlace();
        String version = CamelContext.class.getPackage().getImplementationVersion();
        return "put org.apache.camel:" + artifact + " of version " + version + ", and what it needs, into " + ext
                + " (mvn -f \"" + ext + "\" -Dadd=" + artifact + " does that; without Maven see docs/distribution.md)"
                + ", and start again";
    }

    private static List<String> names(Kind kind) {
        List<String> names = new ArrayList<>();
        for (String key : ARTIFACTS.stringPropertyNames()) {
            if (key.startsWith(kind.key + ".")) {
                names.add(key.substring(kind.key.length() + 1));
            }
        }
        names.sort(null);
        return names;
    }

    private static Properties read() {
        Properties properties = new Properties();
        try (InputStream in = Artifacts.class.getResourceAsStream(FILE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
