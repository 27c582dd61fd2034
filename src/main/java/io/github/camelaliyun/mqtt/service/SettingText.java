package io.github.camelaliyun.mqtt.service;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * The text of a setting as it was meant: what a file, a variable or a copied line adds to it is taken away where it can mean
 * nothing else.
 */
public final class SettingText {

    private static final int NEXT_LINE = 0x85;
    /** What begins a file that an editor marks as UTF-8. */
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    /** Both ends; those of typesetting come with text of a word processor or a web page. */
    private static final List<String> QUOTES =
            List.of("\"\"", "''", "``", "\u201c\u201d", "\u2018\u2019", "\u300c\u300d");

    /** As a shell, Maven, Spring and Windows write them, and Camel; where nobody has put a value in their place. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "\\$\\{[^}]*}|\\$[A-Z][A-Z0-9_]*|%[A-Za-z_][A-Za-z0-9_]*%" + "|@[A-Za-z][A-Za-z0-9_.-]*@|\\{\\{.*}}");

    private static final Pattern ESCAPED_END = Pattern.compile("(?s).*\\\\[nrt]?");

    private SettingText() {}

    /**
     * Takes blanks and line ends off both ends, whichever Unicode has, and characters that nobody sees.
     *
     * @param text null stays null
     * @return the text; empty if there is nothing else
     */
    public static String stripped(String text) {
        return text == null ? null : stripped(text, SettingText::isBlank);
    }

    /**
     * Takes off the line end that a file ends with, and the mark that it may begin with: for a text in which blanks may be meant,
     * as in a password.
     *
     * @param text null stays null
     * @return the text
     */
    public static String ofFile(String text) {
        return text == null ? null : stripped(text, SettingText::isLineEnd);
    }

    /**
     * Takes quotation marks around it off too: for a text that has none in its own right.
     *
     * @param text null stays null
     * @return the text; empty if there is nothing else
     */
    public static String unquoted(String text) {
        String plain = stripped(text);
        return plain != null && isQuoted(plain) ? stripped(plain.substring(1, plain.length() - 1)) : plain;
    }

    private static String stripped(String text, IntPredicate isNothing) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isNothing.test(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isNothing.test(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isQuoted(String text) {
        return text.length() > 1
                && QUOTES.stream()
                        .anyMatch(pair ->
                                text.charAt(0) == pair.charAt(0) && text.charAt(text.length() - 1) == pair.charAt(1));
    }

    private static boolean isLineEnd(int character) {
        return character == '\n'
                || character == '\r'
                || character == NEXT_LINE
                || character == BYTE_ORDER_MARK
                || Character.getType(character) == Character.LINE_SEPARATOR
                || Character.getType(character) == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || isUnseen(character);
    }

    /** Control characters and those of formatting, as zero-width spaces. */
    private static boolean isUnseen(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT;
    }

    /**
     * Finds what cannot be meant in a text that is one word, as a key.
     *
     * @param setting the name of its setting
     * @param text what {@link #stripped} answers; not a part of the message, as it may be a secret
     * @throws InvalidSettingException if there is any
     */
    public static void requireWord(String setting, String text) {
        requireSeen(setting, text);
        if (text.chars().anyMatch(SettingText::isBlank)) {
            throw new InvalidSettingException(
                    setting, "has a blank in it", "copy it again, without what stands before and behind it");
        }
        if (isQuoted(text)) {
            throw new InvalidSettingException(setting, "is in quotation marks", "remove them, they are no part of it");
        }
        if (PLACEHOLDER.matcher(text).matches()) {
            throw new InvalidSettingException(
                    setting,
                    "is a placeholder that nothing has replaced",
                    "set what it names where this program is started, or the value itself; Camel's own form is {{name}}");
        }
        if (ESCAPED_END.matcher(text).matches()) {
            throw new InvalidSettingException(
                    setting, "ends with a backslash, or with one and a letter for a line end", "remove that");
        }
    }

    /**
     * Finds characters that nobody sees in a text, as a line end.
     *
     * @param setting the name of its setting
     * @param text not a part of the message, as it may be a secret
     * @throws InvalidSettingException if there is one
     */
    public static void requireSeen(String setting, String text) {
        text.chars().filter(SettingText::isUnseen).findFirst().ifPresent(character -> {
            throw new InvalidSettingException(
                    setting,
                    String.format("has the character U+%04X in it, which nobody sees", character),
                    "write it again by hand, or copy it from the console");
        });
    }
}
