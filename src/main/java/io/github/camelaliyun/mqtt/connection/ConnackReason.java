package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.ServiceLimits;
import io.github.camelaliyun.mqtt.wire.ConnackCodeException;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Puts the return code of a CONNACK that refuses into words: MQTT 3.1.1 (3.2.2.3), and MQTT 5 (3.2.2.2), which some servers answer with. */
final class ConnackReason {

    private static final int FIRST_OF_MQTT_5 = 0x80;
    /** The same refusals in MQTT 5. */
    private static final Map<Integer, Integer> OF_MQTT_5 = Map.of(0x84, 1, 0x85, 2, 0x88, 3, 0x89, 3, 0x86, 4, 0x87, 5);

    /** Its names for the others that CONNACK may have. */
    private static final Map<Integer, String> NAMES_OF_MQTT_5 = Map.ofEntries(
            Map.entry(0x80, "unspecified error"),
            Map.entry(0x81, "malformed packet"),
            Map.entry(0x82, "protocol error"),
            Map.entry(0x83, "implementation specific error"),
            Map.entry(0x8A, "banned"),
            Map.entry(0x8C, "bad authentication method"),
            Map.entry(0x90, "topic name of the will invalid"),
            Map.entry(0x95, "packet too large"),
            Map.entry(0x97, "quota exceeded"),
            Map.entry(0x99, "payload format of the will invalid"),
            Map.entry(0x9A, "retain not supported"),
            Map.entry(0x9B, "QoS of the will not supported"),
            Map.entry(0x9C, "use another server"),
            Map.entry(0x9D, "server moved"),
            Map.entry(0x9F, "connection rate exceeded"));

    private ConnackReason() {}

    /** The return code; empty if the failure is none of a CONNACK. */
    static Optional<Integer> code(Throwable cause) {
        if (cause instanceof ConnackCodeException other) {
            return Optional.of(other.code());
        }
        boolean refused = cause instanceof MqttException mqtt
                && mqtt.getReasonCode() >= MqttException.REASON_CODE_INVALID_PROTOCOL_VERSION
                && mqtt.getReasonCode() <= MqttException.REASON_CODE_NOT_AUTHORIZED;
        return refused ? Optional.of(((MqttException) cause).getReasonCode()) : Optional.empty();
    }

    /** Whether the server refused the credentials. */
    static boolean isOfCredentials(Throwable cause) {
        int code = code(cause).map(ConnackReason::meaning).orElse(0);
        return code == MqttException.REASON_CODE_FAILED_AUTHENTICATION
                || code == MqttException.REASON_CODE_NOT_AUTHORIZED;
    }

    /** Of MQTT 3.1.1 where it has the same; else the code itself. */
    private static int meaning(int code) {
        return OF_MQTT_5.getOrDefault(code, code);
    }

    static String inWords(int code, ConnectionOptions options, ShownCredentials credentials) {
        String shown = "(CONNACK " + (code < FIRST_OF_MQTT_5 ? "" + code : String.format(Locale.ROOT, "0x%02X", code))
                + (NAMES_OF_MQTT_5.containsKey(code) ? ", " + NAMES_OF_MQTT_5.get(code) : "") + ")";
        String tried = "; tried " + credentials.inWords() + ", clientId " + options.clientId() + ". ";
        return switch (meaning(code)) {
            case MqttException.REASON_CODE_INVALID_PROTOCOL_VERSION ->
                "the server does not speak " + version(options) + " " + shown + ": " + versionCure(code, options);
            case MqttException.REASON_CODE_INVALID_CLIENT_ID ->
                "the server rejects the clientId " + shown + tried + clientIdCure(options);
            case MqttException.REASON_CODE_BROKER_UNAVAILABLE ->
                "the server says it is unavailable " + shown
                        + ": it may be starting, overloaded or stopped"
                        + (options.service()
                                ? "; see in the console whether the instance runs and has not expired"
                                : "");
            case MqttException.REASON_CODE_FAILED_AUTHENTICATION ->
                "the server refused the user name or password " + shown + tried + credentials.cure();
            case MqttException.REASON_CODE_NOT_AUTHORIZED ->
                "the server does not authorize this client " + shown + tried + credentials.cure();
            default ->
                "the server refuses the connection for a reason that MQTT 3.1.1 does not define " + shown + tried
                        + "Check in the server's log why, and that it speaks MQTT 3.1.1";
        };
    }

    private static String version(ConnectionOptions options) {
        return switch (options.mqttVersion()) {
            case Attempt.LEVEL_3_1 -> "MQTT 3.1";
            case Attempt.LEVEL_3_1_1 -> "MQTT 3.1.1";
            default -> "MQTT 3.1.1 or 3.1";
        };
    }

    private static String versionCure(int code, ConnectionOptions options) {
        if (options.mqttVersion() == Attempt.LEVEL_3_1) {
            return "set mqttVersion=4, which is 3.1.1";
        }
        return (code < FIRST_OF_MQTT_5 ? "" : "it speaks MQTT 5; ")
                + "connect to a server that speaks it, or switch it on there"
                + (options.service() ? "; the service speaks 3.1.1" : "");
    }

    private static String clientIdCure(ConnectionOptions options) {
        if (options.service()) {
            return "It must be <Group ID>@@@<Device ID>, at most " + ServiceLimits.MAX_CLIENT_ID_LENGTH + " characters";
        }
        return "Set a clientId that the server takes: one of 1 to 23 letters and digits is taken by each (3.1.3-5),"
                + " unless it keeps a list";
    }
}
