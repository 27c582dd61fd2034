package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.SystemTopics;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What MQTT 3.1.1 says of topic names and topic filters.
 *
 * @see <a href="https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718106">section 4.7</a>
 */
public final class Topics {

    private static final int FIRST_NONCHARACTER = 0xFDD0;
    private static final int LAST_OF_THAT_ROW = 0xFDEF;
    /** The last two code points of every plane are none either. */
    private static final int END_OF_PLANE = 0xFFFE;

    /** Longer ones are kept nowhere but in messages whose memory is counted; the service has none over 64. */
    static final int LONG = 1_024;

    private static final int MAX_BYTES = 65_535;
    private static final String SHARE = "$share/";
    private static final char SEPARATOR = '/';

    private Topics() {}

    /** Splits at {@code /}; empty levels count (section 4.7.3). */
    static List<String> levels(String topic) {
        List<String> levels = new ArrayList<>();
        int start = 0;
        for (int end = topic.indexOf(SEPARATOR); end >= 0; end = topic.indexOf(SEPARATOR, start)) {
            levels.add(topic.substring(start, end));
            start = end + 1;
        }
        levels.add(topic.substring(start));
        return levels;
    }

    /**
     * Refuses what may not stand in PUBLISH: nothing, a wildcard, NUL, text that is not UTF-8, over 65,535 bytes.
     *
     * @throws IllegalArgumentException naming the rule
     */
    static void requireName(String topic) {
        requireText("topic name", topic);
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            throw new IllegalArgumentException("topic name '" + Printable.of(topic)
                    + "' has a wildcard: '+' and '#' may stand in a subscription only (MQTT 3.1.1, 3.3.2-2)");
        }
    }

    /**
     * Refuses what may not stand in SUBSCRIBE.
     *
     * @throws IllegalArgumentException naming the rule
     */
    static void requireFilter(String filter) {
        requireText("topic filter", filter);
        List<String> levels = levels(filter);
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            boolean alone = level.length() == 1;
            if (level.contains("#") && !(alone && i == levels.size() - 1)) {
                throw new IllegalArgumentException("topic filter '" + Printable.of(filter)
                        + "': '#' must be the whole last level, as in test/# (MQTT 3.1.1, 4.7.1-2)");
            }
            if (level.contains("+") && !alone) {
                throw new IllegalArgumentException("topic filter '" + Printable.of(filter)
                        + "': '+' must be a whole level, as in test/+/x (MQTT 3.1.1, 4.7.1-3)");
            }
        }
    }

    /**
     * Whether every topic name that the narrow filter matches is matched by the wide one too (4.7.1). A shared subscription
     * contains nothing and is contained in nothing, and a wildcard in the first level matches no name that begins with $
     * (4.7.2-1).
     */
    static boolean contains(String wide, String narrow) {
        if (isShared(wide) || isShared(narrow)) {
            return wide.equals(narrow);
        }
        if (SystemTopics.isSystem(narrow) && (wide.startsWith("#") || wide.startsWith("+"))) {
            return false;
        }
        List<String> outer = levels(wide);
        List<String> inner = levels(narrow);
        for (int i = 0; i < outer.size(); i++) {
            String level = outer.get(i);
            if (level.equals("#")) {
                return true;
            }
            if (i == inner.size() || inner.get(i).equals("#") || !(level.equals("+") || level.equals(inner.get(i)))) {
                return false;
            }
        }
        return outer.size() == inner.size();
    }

    /** Whether a filter may match more than one topic name. */
    static boolean hasWildcard(String filter) {
        return filter.indexOf('#') >= 0 || filter.indexOf('+') >= 0;
    }

    /**
     * {@return whether the filter is a shared subscription: not of MQTT 3.1.1, but many brokers have it}
     *
     * @param filter a topic filter, not null
     */
    public static boolean isShared(String filter) {
        return filter.startsWith(SHARE);
    }

    /** The filter that topic names are matched with: of a shared subscription, what follows its group. */
    static String matched(String filter) {
        if (!isShared(filter)) {
            return filter;
        }
        int group = filter.indexOf(SEPARATOR, SHARE.length());
        return group < 0 ? filter : filter.substring(group + 1);
    }

    /** Whoever receives one of these may close the connection (section 1.5.3), as Mosquitto does. */
    private static boolean isUnsendable(int character) {
        return Character.isISOControl(character)
                || (character >= FIRST_NONCHARACTER && character <= LAST_OF_THAT_ROW)
                || (character & END_OF_PLANE) == END_OF_PLANE;
    }

    /** The quick answer for nearly all topics: printable ASCII, of which each character is one byte. */
    private static boolean isPlain(String topic) {
        for (int i = 0; i < topic.length(); i++) {
            char character = topic.charAt(i);
            if (character < ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    private static void requireText(String what, String topic) {
        if (topic == null || topic.isEmpty()) {
            throw new IllegalArgumentException(
                    what + " is empty: at least one character is needed (MQTT 3.1.1, 4.7.3-1)");
        }
        if (isPlain(topic) && topic.length() <= MAX_BYTES) {
            return;
        }
        if (topic.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " has a NUL character (MQTT 3.1.1, 4.7.3-2)");
        }
        topic.codePoints().filter(Topics::isUnsendable).findFirst().ifPresent(character -> {
            throw new IllegalArgumentException(String.format(
                    "%s has the character U+%04X: control characters and noncharacters may not stand in a topic (MQTT"
                            + " 3.1.1, 1.5.3); use letters, digits, '-' and '_'",
                    what, character));
        });
        int bytes;
        try {
            bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(topic))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(what + " is not valid UTF-8 text (MQTT 3.1.1, 1.5.3-1)", e);
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(what + " has " + bytes + " bytes, MQTT allows " + MAX_BYTES);
        }
    }
}
