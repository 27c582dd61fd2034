package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.dsl.support.SourceLoader;
import org.apache.camel.spi.Resource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Gives Camel's loader of YAML its text as UTF-8; Camel's own source loader reads in the charset of the JVM. */
final class Utf8SourceLoader implements SourceLoader {

    /** {@inheritDoc} */
    @Override
    public String loadResource(Resource resource) throws IOException {
        if (resource instanceof RouteFileResource file) {
            return file.text();
        }
        try (InputStream in = resource.getInputStream()) {
            if (in == null) {
                throw new IOException("No input stream for: " + resource.getLocation());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
