package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.support.ResourceSupport;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A file as Camel's loaders take it: with the content that was read, whatever is on the disk by now. Java source is in ASCII with
 * Unicode escapes, as its loader reads it in the charset of the JVM.
 */
final class RouteFileResource extends ResourceSupport {

    private final RouteFile file;

    RouteFileResource(RouteFile file) {
        super("file", "file:" + file.path());
        this.file = file;
    }

    String text() {
        return file.isJava() ? escaped(file.text()) : file.text();
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public URI getURI() {
        return file.location().toUri();
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(text().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Reader getReader() {
        return new StringReader(text());
    }

    @Override
    public Reader getReader(Charset charset) {
        return getReader();
    }

    private static String escaped(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (char each : text.toCharArray()) {
            if (each < 128) {
                ascii.append(each);
            } else {
                ascii.append(String.format("\\u%04x", (int) each));
            }
        }
        return ascii.toString();
    }
}
