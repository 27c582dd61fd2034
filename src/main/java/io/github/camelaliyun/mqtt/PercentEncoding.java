package io.github.camelaliyun.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Characters of an address that stand for themselves or percent-encoded (RFC 3986, 2.1). */
final class PercentEncoding {

    private static final String OF_PATH = "[!$&'()*+,\\-./0-9:;=?@A-Z_a-z~]";
    private static final Pattern PATH = Pattern.compile(OF_PATH + "*+(?:%[0-9A-Fa-f]{2}" + OF_PATH + "*+)*+");
    private static final Pattern PIECE_OF_PATH =
            Pattern.compile("(?<valid>" + OF_PATH + "|%[0-9A-Fa-f]{2})|.", Pattern.DOTALL);
    private static final int HEX = 16;

    private PercentEncoding() {}

    /** Whether a path with its query has no character that would have to be encoded. */
    static boolean isPath(String pathAndQuery) {
        return PATH.matcher(pathAndQuery).matches();
    }

    /** The same path and query with every character encoded that has to be. */
    static String encodePath(String pathAndQuery) {
        StringBuilder encoded = new StringBuilder();
        Matcher piece = PIECE_OF_PATH.matcher(pathAndQuery);
        while (piece.find()) {
            if (piece.group("valid") != null) {
                encoded.append(piece.group());
            } else {
                for (byte octet : piece.group().getBytes(StandardCharsets.UTF_8)) {
                    encoded.append(String.format("%%%02X", octet));
                }
            }
        }
        return encoded.toString();
    }

    /**
     * A part of a login.
     *
     * @throws CharacterCodingException if it is not percent-encoded UTF-8, or has a character that would have to be encoded
     */
    static String decodeLogin(String part) throws CharacterCodingException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < part.length(); ) {
            int character = part.codePointAt(i);
            if (character == '@' || Character.isWhitespace(character) || Character.isISOControl(character)) {
                throw new MalformedInputException(1);
            }
            if (character == '%') {
                octets.write(octet(part, i + 1));
                i += "%40".length();
            } else {
                octets.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(character);
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(octets.toByteArray()))
                .toString();
    }

    private static int octet(String part, int start) throws CharacterCodingException {
        if (start + 1 < part.length()) {
            int high = Character.digit(part.charAt(start), HEX);
            int low = Character.digit(part.charAt(start + 1), HEX);
            if (high >= 0 && low >= 0) {
                return high * HEX + low;
            }
        }
        throw new MalformedInputException(1);
    }
}
