package io.github.camelaliyun.mqtt.app.live;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What a file of the generator says.
 *
 * @param routes what it defines, as far as it is in order
 * @param bad what is wrong with it, or null
 */
record FileSays(List<Said> routes, EditKind bad) {

    /**
     * One route.
     *
     * @param id null if it has none
     * @param from the URI that it consumes from
     * @param answer what makes it another one than its predecessor
     */
    record Said(String id, String from, String answer) {

        boolean answers() {
            return from.startsWith("direct:");
        }

        /** Timers are for any number of routes. */
        boolean isExclusive() {
            return !from.startsWith("timer:");
        }
    }

    private static final String YAML = "any.camel.yaml";

    private static final Set<EditKind> WITHOUT_TEXT =
            Set.of(EditKind.EMPTY, EditKind.FOLDER_OF_THE_NAME, EditKind.UNREADABLE);

    /** Whether a reader cannot tell one from the other. */
    boolean isReadAs(FileSays other) {
        return equals(other)
                || other != null
                        && bad != null
                        && bad == other.bad
                        && (WITHOUT_TEXT.contains(bad) || Arrays.equals(bytes(YAML), other.bytes(YAML)));
    }

    byte[] bytes(String name) {
        String text = name.endsWith(".java") ? java(name.substring(0, name.length() - 5)) : yaml();
        if (bad == EditKind.EMPTY) {
            return new byte[0];
        }
        if (bad == EditKind.TRUNCATED) {
            // In the midst of a string.
            text = text.substring(0, text.lastIndexOf('"') - 1);
        }
        return text.getBytes(bad == EditKind.NOT_UTF8 ? Charset.forName("GBK") : StandardCharsets.UTF_8);
    }

    private String yaml() {
        StringBuilder text = new StringBuilder();
        for (Said route : routes) {
            text.append("- route:\n");
            if (route.id != null) {
                text.append("    id: ").append(route.id).append('\n');
            }
            text.append("    from:\n      uri: ").append(from(route)).append('\n');
            text.append(bad == EditKind.UNKNOWN_KEY ? "      stepz:\n" : "      steps:\n");
            if (bad == EditKind.UNKNOWN_OPTION || bad == EditKind.MISSING_COMPONENT) {
                text.append("        - to: ")
                        .append(bad == EditKind.UNKNOWN_OPTION ? "log:x?nope=1" : "kafka:x")
                        .append('\n');
            }
            text.append("        - setBody:\n            constant: ")
                    .append(bad == EditKind.BAD_YAML ? "[" : "")
                    .append('"')
                    .append(route.answer)
                    .append("\"\n");
        }
        return text.toString();
    }

    private String java(String type) {
        StringBuilder text = new StringBuilder("public class " + type
                + " extends org.apache.camel.builder.RouteBuilder {\n" + "    public void configure() {\n");
        for (Said route : routes) {
            text.append("        from(\"").append(from(route)).append("\")");
            if (route.id != null) {
                text.append(".routeId(\"").append(route.id).append("\")");
            }
            text.append(bad == EditKind.BAD_JAVA ? ".setBady" : ".setBody")
                    .append("(constant(\"")
                    .append(route.answer)
                    .append("\"));\n");
        }
        return text.append("    }\n}\n").toString();
    }

    private String from(Said route) {
        return bad == EditKind.DOES_NOT_START ? "fails:" + route.from.replace(':', '-') : route.from;
    }
}
