package io.github.camelaliyun.mqtt.bench;

import org.apache.camel.CamelContext;
import org.apache.camel.util.json.JsonObject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the figures depend on and are worth nothing without. */
final class Machine {

    private static final Pattern MQTT_JS = Pattern.compile("\"mqtt\": \"([^\"]+)\"");
    private static final Pattern HIVEMQ_JAR = Pattern.compile("hivemq-mqtt-client-([\\d.]+)\\.jar");
    private static final Pattern PAHO_JAR = Pattern.compile("org\\.eclipse\\.paho\\.client\\.mqttv3-([\\d.]+)\\.jar");

    private Machine() {}

    /** By name, in the order in which people read them. */
    static JsonObject facts(Settings settings) throws IOException {
        JsonObject facts = new JsonObject();
        facts.put("date", OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put(
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("java", java(settings.java()));
        facts.put("broker", Broker.description(settings));
        facts.put("camel", version(CamelContext.class));
        facts.put("paho", inClassPath(PAHO_JAR));
        facts.put("hivemq", inClassPath(HIVEMQ_JAR));
        facts.put("mqttjs", NodeWorker.available() ? mqttJs() : "not measured: node or npm is not on the PATH");
        facts.put("scale", settings.smoke() ? "smoke: no measurement" : "full");
        facts.put("rounds", settings.rounds());
        facts.put("seconds", settings.measure().toSeconds());
        facts.put("longWarmUpSeconds", settings.longWarmUp().toSeconds());
        facts.put("before", settings.before().isEmpty() ? "none" : settings.before());
        facts.put("jvmOptions", String.join(" ", settings.jvmOptions()));
        return facts;
    }

    /** Of the Java that the measured processes run on, from the file that every Java home has. */
    private static String java(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.exists(release)) {
            return home.toString();
        }
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        }
        return (properties.getProperty("JAVA_VERSION", "?") + " " + properties.getProperty("IMPLEMENTOR", ""))
                .replace("\"", "");
    }

    private static String version(Class<?> type) {
        return String.valueOf(type.getPackage().getImplementationVersion());
    }

    private static String inClassPath(Pattern jar) {
        Matcher matcher = jar.matcher(System.getProperty("java.class.path"));
        return matcher.find() ? matcher.group(1) : "?";
    }

    private static String mqttJs() throws IOException {
        Matcher matcher = MQTT_JS.matcher(Files.readString(Path.of("src", "test", "js", "package.json")));
        return matcher.find() ? matcher.group(1) : "?";
    }
}
