package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.wire.ProxyServer;
import io.github.camelaliyun.mqtt.wire.Way;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One attempt to connect: which servers, addresses and protocol levels are left to try, and why the others failed. Used by one
 * thread at a time, each step of an attempt following from the one before; only {@link #link} is read beside them.
 */
final class Attempt {

    static final int LEVEL_3_1_1 = 4;
    static final int LEVEL_3_1 = 3;
    /** MQTT V3.1 Protocol Specification, 3.1: a server answers a longer one with CONNACK 2. */
    private static final int LONGEST_CLIENT_ID_3_1 = 23;

    /**
     * What to try.
     *
     * @param way to the server; null while the ways have not been asked for
     * @param lookedUp whether it is one of the way's addresses
     */
    private record Candidate(String serverUri, int level, Way way, boolean lookedUp) {}

    /** Why a candidate failed. */
    private record Failure(Candidate candidate, String reason) {}

    private final long number;
    private final Credentials credentials;
    private final boolean oneServer;
    private final List<Candidate> left = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private Candidate tried;
    private volatile Link link;

    /** @param credentials to present; null for none */
    Attempt(long number, ConnectionOptions options, Credentials credentials) {
        this.number = number;
        this.credentials = credentials;
        this.oneServer = options.serverUris().size() == 1;
        for (String serverUri : options.serverUris()) {
            levels(options).forEach(level -> left.add(new Candidate(serverUri, level, null, false)));
        }
    }

    /** Zero, camel-paho's default, stands for both, the newer one first. */
    private static List<Integer> levels(ConnectionOptions options) {
        if (options.mqttVersion() != 0) {
            return List.of(options.mqttVersion());
        }
        int length = options.clientId().length();
        return length > 0 && length <= LONGEST_CLIENT_ID_3_1 ? List.of(LEVEL_3_1_1, LEVEL_3_1) : List.of(LEVEL_3_1_1);
    }

    long number() {
        return number;
    }

    Credentials credentials() {
        return credentials;
    }

    /** Goes on to the next candidate, which the methods below are about; false if none is left. */
    boolean advance() {
        if (left.isEmpty()) {
            return false;
        }
        tried = left.remove(0);
        return true;
    }

    String serverUri() {
        return tried.serverUri;
    }

    int level() {
        return tried.level;
    }

    /** Null while the ways to the server have not been asked for. */
    Way way() {
        return tried.way;
    }

    boolean isLookedUp() {
        return tried.lookedUp;
    }

    /** What a candidate that has not been looked up waits for. */
    String wanted() {
        if (tried.way == null) {
            return "answer of the JVM's ProxySelector or Authenticator";
        }
        ProxyServer proxy = tried.way.proxy();
        return "address of the " + (proxy == null ? "server" : "proxy " + proxy.host());
    }

    /** The ways to the server, or the addresses of one of them, to be tried next. */
    void found(List<Way> ways) {
        boolean lookedUp = tried.way != null;
        left.addAll(
                0,
                ways.stream()
                        .map(way -> new Candidate(tried.serverUri, tried.level, way, lookedUp))
                        .toList());
    }

    /** The server has answered, and its other addresses would answer the same. */
    void leaveOtherAddresses() {
        left.removeIf(
                other -> other.way != null && other.level == tried.level && other.serverUri.equals(tried.serverUri));
    }

    void failedFor(String reason) {
        failures.add(new Failure(tried, reason));
    }

    void opened(Link latest) {
        link = latest;
    }

    /** The latest link; null if there has been none yet. */
    Link link() {
        return link;
    }

    /**
     * Why it failed: where one thing was tried, that, after the proxy if there is one; else each reason once, with the servers
     * and addresses it is for.
     */
    String inWords() {
        Map<String, Map<String, List<String>>> places = new LinkedHashMap<>();
        for (Failure failure : failures) {
            Way way = failure.candidate.way;
            places.computeIfAbsent(failure.reason, reason -> new LinkedHashMap<>())
                    .computeIfAbsent(failure.candidate.serverUri, uri -> new ArrayList<>())
                    .add(way == null ? "" : way.toString());
        }
        if (places.size() == 1 && oneServer) {
            // Whoever tells the reason has named the server.
            Failure only = failures.get(0);
            return isProxied(only.candidate) ? only.candidate.way + ": " + only.reason : only.reason;
        }
        return places.entrySet().stream()
                .map(reason -> reason.getValue().entrySet().stream()
                                .map(place -> inWords(place.getKey(), place.getValue()))
                                .collect(Collectors.joining(", "))
                        + ": " + reason.getKey())
                .collect(Collectors.joining("; "));
    }

    private static boolean isProxied(Candidate candidate) {
        return candidate.way != null && candidate.way.proxy() != null;
    }

    private static String inWords(String serverUri, List<String> addresses) {
        String among = addresses.stream()
                .filter(address -> !address.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        String shown = ConnectionOptions.shown(serverUri);
        // An address that the URI has already says nothing more.
        return among.isEmpty() || shown.contains("://" + among + ":") ? shown : shown + " (" + among + ")";
    }
}
