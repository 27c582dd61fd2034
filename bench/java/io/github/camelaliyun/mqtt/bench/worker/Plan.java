package io.github.camelaliyun.mqtt.bench.worker;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What one worker has to do: a line of JSON that the harness writes to its standard input. Immutable.
 */
public final class Plan {

    private final JsonObject values;

    private Plan(JsonObject values) {
        this.values = values;
    }

    /** A plan for one peer at one broker. */
    public static Plan of(String kind, String peer, String uri) {
        return new Plan(new JsonObject()).with("kind", kind).with("peer", peer).with("uri", uri);
    }

    /** @throws IllegalArgumentException if the line is no JSON object */
    public static Plan parse(String line) {
        try {
            return new Plan((JsonObject) Jsoner.deserialize(line));
        } catch (DeserializationException | ClassCastException e) {
            throw new IllegalArgumentException("a worker's first line of input must be its plan, as JSON", e);
        }
    }

    /** The same with one value more. */
    public Plan with(String name, Object value) {
        JsonObject copy = new JsonObject(values);
        copy.put(name, value);
        return new Plan(copy);
    }

    public String toJson() {
        return values.toJson();
    }

    /** {@code publish}, {@code consume}, {@code latency} or {@code identities}. */
    public String kind() {
        return text("kind");
    }

    public String peer() {
        return text("peer");
    }

    /** {@code tcp://} with host and port. */
    public String uri() {
        return text("uri");
    }

    public String clientId() {
        return text("clientId");
    }

    /** Topics to publish to or to subscribe to, at least one. */
    public List<String> topics() {
        Collection<?> topics = values.getCollection("topics");
        return topics.stream().map(String::valueOf).toList();
    }

    public String topic() {
        return topics().get(0);
    }

    public int qos() {
        return number("qos");
    }

    /** Bytes of a message. */
    public int payload() {
        return number("payload");
    }

    /** Publishes that may be under way at once. */
    public int window() {
        return number("window");
    }

    public int threads() {
        return number("threads");
    }

    public Duration warmUp() {
        return Duration.ofMillis(number("warmUpMillis"));
    }

    public Duration measure() {
        return Duration.ofMillis(number("measureMillis"));
    }

    /** Time after the first measurement, until the warm one; zero if there is to be none. */
    public Duration longWarmUp() {
        return Duration.ofMillis(number("longWarmUpMillis"));
    }

    /** Messages to consume in all. */
    public int messages() {
        return number("messages");
    }

    /** Those of them that come before the measurement. */
    public int warmUpMessages() {
        return number("warmUpMessages");
    }

    /** Messages a second. */
    public int rate() {
        return number("rate");
    }

    /** How long no message may come before the rest counts as missing. */
    public Duration idle() {
        return Duration.ofMillis(number("idleMillis"));
    }

    /** ClientIds in one JVM. */
    public int identities() {
        return number("identities");
    }

    /** The number of the first of them; those of an earlier plan are not used again. */
    public int firstIdentity() {
        return number("firstIdentity");
    }

    /** Their numbers. */
    public List<Integer> identityNumbers() {
        return IntStream.range(firstIdentity(), firstIdentity() + identities())
                .boxed()
                .toList();
    }

    /** What this clientId presents to the broker; empty where everybody may connect. */
    public Optional<Credentials> credentials(String clientId) {
        return values.containsKey("accessKey")
                ? Optional.of(new SignatureCredentials(text("accessKey"), text("secretKey"), text("instanceId"))
                        .credentialsFor(clientId))
                : Optional.empty();
    }

    /** The keys themselves, for a component that signs by itself: accessKey, secretKey and instanceId, or nothing. */
    public Optional<List<String>> keys() {
        return values.containsKey("accessKey")
                ? Optional.of(List.of(text("accessKey"), text("secretKey"), text("instanceId")))
                : Optional.empty();
    }

    private String text(String name) {
        return String.valueOf(require(name));
    }

    private int number(String name) {
        return ((Number) require(name)).intValue();
    }

    private Object require(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the plan of a worker has no '" + name + "'");
        }
        return value;
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "Plan[" + values.get("kind") + " " + values.get("peer") + "]";
    }
}
