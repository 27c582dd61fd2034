package io.github.camelaliyun.mqtt.app.live;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads text as UTF-8, with or without a byte order mark, and refuses what is not UTF-8. */
final class Utf8 {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Utf8() {}

    /** @throws NotUtf8Exception if the bytes are something else; the message has the line */
    static String decode(byte[] bytes) throws NotUtf8Exception {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(rest, text, true);
        text.flip();
        if (result.isError()) {
            throw new NotUtf8Exception(1 + text.chars().filter(c -> c == '\n').count());
        }
        String decoded = text.toString();
        return !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK ? decoded.substring(1) : decoded;
    }

    /** The bytes are of another charset. */
    static final class NotUtf8Exception extends Exception {

        private static final long serialVersionUID = 1L;

        NotUtf8Exception(long line) {
            super("line " + line + " is not UTF-8: save the file in that encoding");
        }
    }
}
