package io.github.camelaliyun.mqtt.reliability;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A made-up message, the same for the same seed and number.
 *
 * @param topic unique to its number where it can be
 * @param body made anew at each call, as a stream can be read once only
 * @param retained the retained flag
 * @param rule words of the reason for which it must be refused; null if nothing is wrong with it
 */
record OddMessage(String topic, Supplier<Object> body, boolean retained, String rule) {

    private static final int MAX_TOPIC = 64;
    private static final int MAX_PAYLOAD = 64 * 1024;
    private static final int LARGEST_PAYLOAD = 70_000;
    /** Text that is harmless in MQTT, see {@link UnusualCharactersIT} for what is not, and likely to meet somebody's special case. */
    private static final String[] TEXT = {
        "a", "Z", "7", " ", "/", "//", "é", "漢", "%", "%2F", "&", "?", "=", ",", ":", ";", "'", "\"", "\\", "{{", "}}",
        "${body}", "$", "@@@", ".", "..", "*", "<", ">", "|", "~", "_", "-", "\u00a0", "\u202e", "\u0301"
    };

    private static final String LONE_SURROGATE = "\ud83d";

    static OddMessage of(long seed, int number) {
        Random random = new Random(seed * 1_000_003 + number);
        String start = "test/" + number + "/";
        String topic = start + text(random, MAX_TOPIC - start.length());
        Supplier<Object> bytes = () -> "payload of " + number;
        switch (random.nextInt(20)) {
            case 0:
                return new OddMessage(spoiled(random, topic, "+"), bytes, false, "wildcard");
            case 1:
                return new OddMessage(spoiled(random, topic, "#"), bytes, false, "wildcard");
            case 2:
                return new OddMessage(spoiled(random, topic, "\0"), bytes, false, "NUL");
            case 3:
                return new OddMessage(spoiled(random, topic, LONE_SURROGATE), bytes, false, "not valid UTF-8");
            case 4:
                return new OddMessage("", bytes, false, "is empty");
            case 5:
                return tooLong(random, start, bytes);
            case 6:
                return new OddMessage("$" + topic.substring(1), bytes, false, "begin with $");
            case 7:
                return new OddMessage(topic, bytes, true, "retained");
            case 8:
                return new OddMessage(topic, () -> null, false, null);
            case 9, 10:
                return new OddMessage(topic, odd(random.nextInt(), number), false, null);
            default:
                return withBytes(random, topic);
        }
    }

    private static OddMessage withBytes(Random random, String topic) {
        int size = random.nextInt(4) == 0 ? random.nextInt(4) : random.nextInt(LARGEST_PAYLOAD + 1);
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return new OddMessage(topic, () -> bytes, false, size > MAX_PAYLOAD ? "payload of " + size + " bytes" : null);
    }

    private static OddMessage tooLong(Random random, String start, Supplier<Object> body) {
        int length = random.nextBoolean() ? MAX_TOPIC + 1 : MAX_TOPIC + 1 + random.nextInt(70_000);
        return new OddMessage(
                start + "x".repeat(length - start.length()), body, false, length > 65_535 ? "65535" : "64");
    }

    /** Types that somebody may have put there; what Camel makes bytes of arrives as these bytes. */
    private static Supplier<Object> odd(int choice, int number) {
        List<Supplier<Object>> bodies = List.of(
                () -> number,
                () -> (long) number,
                () -> number / 7.0,
                () -> number % 2 == 0,
                () -> "text " + LONE_SURROGATE + " that is no text",
                () -> "漢字 " + number,
                () -> new StringBuilder("builder ").append(number),
                () -> new ByteArrayInputStream(("stream " + number).getBytes()),
                () -> ByteBuffer.wrap(("buffer " + number).getBytes()),
                () -> ("characters " + number).toCharArray(),
                () -> List.of(number, "list"),
                () -> Map.of("map", number),
                () -> new int[] {number},
                Object::new,
                () -> new IllegalStateException("an exception as a body"));
        return bodies.get(Math.floorMod(choice, bodies.size()));
    }

    private static String text(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(longest + 1);
        while (true) {
            String next = TEXT[random.nextInt(TEXT.length)];
            if (text.length() + next.length() > length) {
                return text.toString();
            }
            text.append(next);
        }
    }

    /** Puts the text somewhere behind the number, in place of what may be there, so that the length is no reason. */
    private static String spoiled(Random random, String topic, String with) {
        int start = topic.indexOf('/', 5) + 1;
        String kept = topic.substring(0, Math.min(topic.length(), MAX_TOPIC - 2));
        int at = start + random.nextInt(kept.length() - start + 1);
        return kept.substring(0, at) + with + kept.substring(at);
    }
}
