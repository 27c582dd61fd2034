package io.github.camelaliyun.mqtt.bench.peer;

/** The peers by name. MQTT.js is not among them: its worker is a script. */
public final class Peers {

    /** This project's component, in a Camel route. */
    public static final String OURS = "ours";
    /** This project's connection without its component and without Camel. */
    public static final String OURS_BARE = "ours-bare";
    /** The component that Camel ships, in the same route. */
    public static final String CAMEL_PAHO = "camel-paho";
    /** The same with 16 threads that publish, each of which waits for its acknowledgement. */
    public static final String CAMEL_PAHO_16 = "camel-paho-16";
    /** Paho's {@code MqttAsyncClient}, without Camel. */
    public static final String PAHO = "paho";
    /** The same with sockets that do not wait for more to send. */
    public static final String PAHO_NODELAY = "paho-nodelay";
    /** HiveMQ's client, without Camel. */
    public static final String HIVEMQ = "hivemq";
    /** MQTT.js on Node.js. */
    public static final String MQTT_JS = "mqttjs";

    /** What peers of another build of this project are called at the end. */
    private static final String BEFORE = "-before";

    private Peers() {}

    /** Whether it is this project's, in one form or another. */
    public static boolean isOurs(String peer) {
        return peer.equals(OURS) || peer.startsWith(OURS + "-");
    }

    /** The same peer as it is in another build of this project. */
    public static String ofBuildBefore(String peer) {
        return peer + BEFORE;
    }

    public static boolean isOfBuildBefore(String peer) {
        return peer.endsWith(BEFORE);
    }

    /** The same peer as it is in this build, whichever it is of. */
    public static String ofThisBuild(String peer) {
        return isOfBuildBefore(peer) ? peer.substring(0, peer.length() - BEFORE.length()) : peer;
    }

    public static Publisher publisher(String peer) {
        return switch (peer) {
            case OURS -> new CamelPublisher(CamelSetup.OURS);
            case CAMEL_PAHO, CAMEL_PAHO_16 -> new CamelPublisher(CamelSetup.STOCK);
            case PAHO -> new PahoPublisher();
            case HIVEMQ -> new HivemqPublisher();
            default -> throw unknown(peer);
        };
    }

    public static Receiver receiver(String peer) {
        return switch (peer) {
            case OURS -> new CamelReceiver(CamelSetup.OURS);
            case CAMEL_PAHO -> new CamelReceiver(CamelSetup.STOCK);
            case PAHO -> new PahoReceiver();
            case HIVEMQ -> new HivemqReceiver();
            default -> throw unknown(peer);
        };
    }

    public static RoundTrip roundTrip(String peer) {
        return switch (peer) {
            case OURS -> new CamelRoundTrip(CamelSetup.OURS);
            case CAMEL_PAHO -> new CamelRoundTrip(CamelSetup.STOCK);
            case PAHO -> new PahoRoundTrip(false);
            case PAHO_NODELAY -> new PahoRoundTrip(true);
            case HIVEMQ -> new HivemqRoundTrip();
            default -> throw unknown(peer);
        };
    }

    public static Fleet fleet(String peer) {
        return switch (peer) {
            case OURS -> new CamelFleet();
            case OURS_BARE -> new BareFleet();
            case PAHO -> new PahoFleet();
            case HIVEMQ -> new HivemqFleet();
            default -> throw unknown(peer);
        };
    }

    private static IllegalArgumentException unknown(String peer) {
        return new IllegalArgumentException("the peer '" + peer + "' does no such work");
    }
}
