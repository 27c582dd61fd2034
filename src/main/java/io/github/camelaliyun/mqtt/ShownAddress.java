package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.Printable;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a message may have of an address that may be wrong: nothing that may be a login. That is what stands before an at sign,
 * and whatever looks like no address, since people write a login in many ways.
 */
public final class ShownAddress {

    /** What stands for the rest. */
    static final String MASK = "***";

    static final int MOST_CHARACTERS = 512;

    /** An at sign, as it is or encoded, once or more often. */
    static final Pattern AT = Pattern.compile("@|%(?:25)*+40");
    /** The same of a question mark; what stands behind it may have a token. */
    private static final Pattern QUERY = Pattern.compile("(\\?|%(?:25)*+3[Ff]).*?([)}]?)$", Pattern.DOTALL);

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*+");
    private static final String BEGIN =
            "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*+://|(?i:tcp|ssl|wss?|tls|mqtts?|https?|socks[45]?):/?)?+";
    /** With the end of Camel's RAW. */
    private static final String END = "(?<path>/[^?]*+)?+(?:\\?.*+)?+[)}]?";
    /** A name, with digits alone for a port. */
    private static final Pattern NAMED = Pattern.compile(
            BEGIN + "\\[?[\\p{L}\\p{M}\\p{N}_.-]*+]?(?<port>\\s*+:\\s*+[+-]?\\p{Nd}*+)?+" + END, Pattern.DOTALL);
    /** An IPv6 address, whose brackets may be wrong. */
    private static final Pattern NUMBERED = Pattern.compile(
            BEGIN + "\\[?(?<number>[0-9A-Fa-f:.]++)(?:%[A-Za-z0-9_.~-]++)?+]?(?<port>:?[+-]?\\p{Nd}*+)" + END,
            Pattern.DOTALL);

    private static final Pattern PATH = Pattern.compile("[\\p{L}\\p{M}\\p{N}_.~/)}-]*+");
    /** Of a WebSocket, where a space and the like are typing errors. */
    private static final Pattern WEB_PATH = Pattern.compile("[^@%:;,=&\\\\]*+");

    private ShownAddress() {}

    /**
     * An address as it may be shown: without a login, and without a query, which may be one.
     *
     * @param text an address, or some with commas between them, or what is meant to be one; or null
     * @return what may be shown of it; null for null
     */
    public static String of(String text) {
        if (text == null) {
            return null;
        }
        Matcher at = AT.matcher(text);
        int begin = 0;
        int end = 0;
        while (at.find()) {
            begin = at.start();
            end = at.end();
        }
        String address = text.substring(end);
        // Behind a question mark it is no host.
        boolean plain =
                isPlain(address) && !QUERY.matcher(text.substring(0, begin)).find();
        if (plain && end == 0) {
            return Printable.of(withoutQuery(address), MOST_CHARACTERS);
        }
        int scheme = text.indexOf(ServerAddress.AFTER_SCHEME);
        boolean hasScheme = scheme >= 0
                && (end == 0 || scheme < begin)
                && SCHEME.matcher(text.substring(0, scheme)).matches();
        String start = hasScheme ? text.substring(0, scheme + ServerAddress.AFTER_SCHEME.length()) : "";
        String rest = plain ? text.substring(begin, end) + withoutQuery(address) : "";
        return Printable.of(start + MASK + rest, MOST_CHARACTERS);
    }

    /** Whether this is an address, or some with commas between them, if need be with a typing error; and no login. */
    static boolean isPlain(String text) {
        String[] addresses = text.split(",", -1);
        return Arrays.stream(addresses).map(String::trim).allMatch(address -> isPlain(address, addresses.length == 1));
    }

    /** @param alone or else it must have more than a name, which may be a user's */
    private static boolean isPlain(String address, boolean alone) {
        Matcher form = NAMED.matcher(address);
        if (!form.matches()) {
            form = NUMBERED.matcher(address);
            if (!form.matches() || !ServerAddress.isIpV6(form.group("number"))) {
                return false;
            }
        }
        String scheme = form.group("scheme");
        String path = form.group("path");
        boolean web = scheme != null && scheme.regionMatches(true, 0, "ws", 0, 2);
        return (alone || scheme != null || form.group("port") != null)
                && (path == null || (web ? WEB_PATH : PATH).matcher(path).matches());
    }

    static String withoutQuery(String address) {
        return QUERY.matcher(address).replaceFirst("$1...$2");
    }
}
