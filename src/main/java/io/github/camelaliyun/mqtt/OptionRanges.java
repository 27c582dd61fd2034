package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.NearestName;
import io.github.camelaliyun.mqtt.service.Printable;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import static io.github.camelaliyun.mqtt.service.InvalidSettingException.named;

/**
 * The values that options may have, whichever way they were set. Each message names the option, its value, the range and what
 * to do; what may be a secret is told by its length alone.
 */
final class OptionRanges {

    /** What a length of two bytes can say (MQTT 3.1.1, 1.5.3), and keep alive and packet identifiers likewise. */
    private static final int MAX_UINT16 = 65_535;

    private static final int MAX_QOS = 2;
    /** Less is no packet of a topic and a payload, but a typing error. */
    private static final int MIN_BYTES = 1_024;
    /** Nobody waits longer, and what is added to a clock must not overflow. */
    private static final long MAX_MILLIS = TimeUnit.DAYS.toMillis(3_650);

    private static final int LEVEL_3_1 = 3;
    private static final int LONGEST_CLIENT_ID_3_1 = 23;
    private static final List<Integer> MQTT_VERSIONS = List.of(0, 3, 4);
    /** RFC 9110, 5.6.2 and 5.5. */
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]++");

    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*+");
    private static final Pattern ENDPOINT_URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*\\S.*", Pattern.DOTALL);

    private OptionRanges() {}

    /** Checks all options of an endpoint, those of its component included. */
    static void check(AliyunMqttConfiguration options, long publishTimeout) {
        checkConnection(options);
        checkMillis("publishTimeout", publishTimeout, 1);
        checkMillis("unclaimedGrace", options.getUnclaimedGrace(), 0);
        checkMillis("completionTimeout", options.getCompletionTimeout(), 1);
        atLeast("concurrentConsumers", options.getConcurrentConsumers(), 1, "1 keeps the order");
        atLeast("maxDeliveryAttempts", options.getMaxDeliveryAttempts(), 0, "0 is without end");
        atLeast("maxInProgress", options.getMaxInProgress(), 1, "the default is 1000");
        checkBytes("maxPacketSize", options.getMaxPacketSize());
        checkBytes("maxHeldBytes", options.getMaxHeldBytes());
        checkWhenStopped(options.getWhenStopped());
        checkUri("unclaimed", options.getUnclaimed());
        checkUri("deadLetterUri", options.getDeadLetterUri());
        if (options.getWhenDisconnected() == null) {
            throw refused("whenDisconnected", "empty", "wait or fail", "correct it, or leave it out for wait");
        }
    }

    /** Checks what consumers alone have to do with: a component may have it for those of its endpoints that are consumers. */
    static void checkConsumer(AliyunMqttConfiguration options, AliyunMqttConfiguration ofComponent) {
        // An endpoint may try without end where its component says otherwise.
        boolean meant = options.getDeadLetterUri() != null
                && options.getDeadLetterUri().equals(ofComponent.getDeadLetterUri())
                && ofComponent.getMaxDeliveryAttempts() > 0;
        if (options.getDeadLetterUri() != null && options.getMaxDeliveryAttempts() == 0 && !meant) {
            throw new InvalidSettingException(
                    "deadLetterUri",
                    "is set and " + named("maxDeliveryAttempts") + " is 0",
                    "a message would be tried without end and never get there; set " + named("maxDeliveryAttempts")
                            + ", or leave " + named("deadLetterUri") + " out");
        }
    }

    private static void checkConnection(AliyunMqttConfiguration options) {
        if (!MQTT_VERSIONS.contains(options.getMqttVersion())) {
            throw refused(
                    "mqttVersion",
                    options.getMqttVersion(),
                    "4 (MQTT 3.1.1), 3 (MQTT 3.1) or 0 (either)",
                    "leave it out for MQTT 3.1.1; MQTT 5 is not supported");
        }
        between(
                "keepAliveInterval",
                options.getKeepAliveInterval(),
                0,
                MAX_UINT16,
                "seconds; 0 switches keep alive off");
        between(
                "connectionTimeout",
                options.getConnectionTimeout(),
                0,
                Integer.MAX_VALUE,
                "seconds; 0 stands for " + ConnectionOptionsFactory.UNLIMITED_CONNECT.toSeconds());
        between(
                "maxInflight",
                options.getMaxInflight(),
                1,
                MAX_UINT16,
                "publishes; the default is " + ConnectionOptions.DEFAULT_MAX_INFLIGHT);
        between("qos", options.getQos(), 0, MAX_QOS, "the default is " + AliyunMqttConfiguration.DEFAULT_QOS);
        between("willQos", options.getWillQos(), 0, MAX_QOS, "the default is 1");
        checkText("clientId", options.getClientId());
        checkText("userName", options.ownUserName());
        checkText("password", options.ownPassword());
        checkLogin(options);
        checkHeaders(options.getCustomWebSocketHeaders());
        checkText("willTopic", options.getWillTopic());
        checkText("willPayload", options.getWillPayload());
        if ("".equals(options.getClientId()) && (!options.isCleanSession() || options.getMqttVersion() == 3)) {
            throw refused(
                    "clientId",
                    "empty",
                    "at least one character with cleanSession=false or mqttVersion=3, since the server cannot keep a"
                            + " session for a name that it chooses (MQTT 3.1.1, 3.1.3-8)",
                    "set a clientId, or cleanSession=true");
        }
        checkLevel31(options);
    }

    /** MQTT 3.1, 3.1 (CONNECT): between 1 and 23 characters; MQTT 3.1.1 (3.1.3-5) lets a server take longer ones. */
    private static void checkLevel31(AliyunMqttConfiguration options) {
        String clientId = options.getClientId();
        if (options.getMqttVersion() != LEVEL_3_1 || clientId == null) {
            return;
        }
        int length = clientId.length();
        if (length > LONGEST_CLIENT_ID_3_1) {
            throw refused(
                    "clientId",
                    length + " characters long, with mqttVersion=3",
                    "at most " + LONGEST_CLIENT_ID_3_1
                            + " characters with MQTT 3.1 (MQTT 3.1, 3.1), whose servers refuse" + " a longer one",
                    "use mqttVersion=4, or a shorter clientId");
        }
    }

    /** The login of an address, as it is sent; the options userName and password go before it, both together. */
    private static void checkLogin(AliyunMqttConfiguration options) {
        Credentials login = options.addressLogin();
        if (login == null) {
            return;
        }
        if ((options.ownUserName() == null) != (options.ownPassword() == null)) {
            throw new InvalidSettingException(
                    options.ownPassword() == null ? "userName" : "password",
                    "is set alone, and the address has a login",
                    "set both " + named("userName") + " and " + named("password")
                            + ", which go before the login of the address, or neither");
        }
        checkText("userName", login.username());
        checkText("password", login.password());
    }

    /** Of a name too nothing is told: one that is wrong may have the value in it. */
    private static void checkHeaders(Properties headers) {
        if (headers == null) {
            return;
        }
        headers.forEach((name, value) -> {
            if (!HEADER_NAME.matcher(String.valueOf(name)).matches()) {
                throw refused(
                        "a name in customWebSocketHeaders",
                        "not one of HTTP",
                        "letters, digits and !#$%&'*+-.^_`|~ (RFC 9110, 5.6.2)",
                        "write it without the colon and the value, which are apart");
            }
            if (!HEADER_VALUE.matcher(String.valueOf(value)).matches()) {
                throw refused(
                        "a value in customWebSocketHeaders",
                        "not one of HTTP",
                        "text of ISO 8859-1 in one line, without control characters (RFC 9110, 5.5)",
                        "correct its characters");
            }
        });
    }

    private static void checkMillis(String option, long value, long least) {
        if (value < least || value > MAX_MILLIS) {
            throw refused(
                    option,
                    value,
                    "between " + least + " and " + MAX_MILLIS + " milliseconds",
                    "correct it, or leave it out for its default");
        }
    }

    private static void checkBytes(String option, long value) {
        if (value != 0 && value < MIN_BYTES) {
            throw refused(option, value, "0, for the default, or at least " + MIN_BYTES + " bytes", "correct it");
        }
    }

    private static void atLeast(String option, long value, long least, String hint) {
        if (value < least) {
            throw refused(option, value, "at least " + least, "correct it (" + hint + ")");
        }
    }

    private static void between(String option, long value, long least, long most, String hint) {
        if (value < least || value > most) {
            throw refused(option, value, "between " + least + " and " + most, "correct it (" + hint + ")");
        }
    }

    private static void checkWhenStopped(String value) {
        Collection<String> words = List.of(AliyunMqttConfiguration.KEEP, AliyunMqttConfiguration.DISCARD);
        if (value == null || !words.contains(value) && !isUri(value)) {
            throw refused(
                    "whenStopped",
                    quoted(value),
                    "keep, discard or the URI of an endpoint",
                    value == null || value.isBlank()
                            ? "leave it out for keep"
                            : NearestName.of(value, words)
                                    .map(nearest -> "did you mean '" + nearest + "'?")
                                    .orElse("correct it, or leave it out for keep"));
        }
    }

    private static void checkUri(String option, String value) {
        if (value != null && !isUri(value)) {
            throw refused(
                    option,
                    quoted(value),
                    "the URI of an endpoint, as in seda:letters",
                    "write its scheme and name, or leave the option out");
        }
    }

    private static boolean isUri(String value) {
        return ENDPOINT_URI.matcher(value).matches();
    }

    private static void checkText(String option, String value) {
        if (value == null) {
            return;
        }
        int bytes;
        try {
            bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(value))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw refused(option, "not valid UTF-8 text", "UTF-8 text (MQTT 3.1.1, 1.5.3-1)", "correct its characters");
        }
        if (bytes > MAX_UINT16) {
            throw refused(
                    option,
                    bytes + " bytes long",
                    "at most " + MAX_UINT16 + " bytes of UTF-8 (MQTT 3.1.1, 1.5.3)",
                    "shorten it");
        }
        if (!option.equals("password") && !option.equals("willPayload") && value.indexOf('\0') >= 0) {
            throw refused(option, "text with a NUL character", "text without one (MQTT 3.1.1, 1.5.3-2)", "remove it");
        }
    }

    private static String quoted(String value) {
        return value == null || value.isBlank() ? "empty" : "'" + Printable.of(value) + "'";
    }

    private static InvalidSettingException refused(String option, Object value, String range, String what) {
        return new InvalidSettingException(option, "is " + value, "it must be " + range + "; " + what);
    }
}
