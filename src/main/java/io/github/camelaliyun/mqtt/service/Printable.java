package io.github.camelaliyun.mqtt.service;

/** Text from outside in a form that can stand in a log line: of one line, without control characters, and not too long. */
public final class Printable {

    /** As long as a clientId or a topic of the service may be, twice. */
    private static final int MOST_CHARACTERS = 128;

    /** Characters of a text that is a sentence, or some. */
    public static final int SENTENCE = 300;

    private Printable() {}

    /**
     * Makes a name printable.
     *
     * @param text a text from outside, or null
     * @return the text with escapes in place of what could forge a line, cut at 128 characters; null for null
     */
    public static String of(String text) {
        return of(text, MOST_CHARACTERS);
    }

    /**
     * The same with a limit of one's own, for texts that are sentences.
     *
     * @param text a text from outside, or null
     * @param most how many of its characters are shown
     * @return the text with escapes, and its length where it was cut; null for null
     */
    public static String of(String text, int most) {
        if (text == null || isPlain(text, most)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        int end = Math.min(text.length(), most);
        for (int i = 0; i < end; i++) {
            char character = text.charAt(i);
            if (isForging(character)) {
                printable.append(String.format("\\u%04x", (int) character));
            } else {
                printable.append(character);
            }
        }
        if (end < text.length()) {
            printable.append("... (").append(text.length()).append(" characters)");
        }
        return printable.toString();
    }

    private static boolean isPlain(String text, int most) {
        if (text.length() > most) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (isForging(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Control characters, line and paragraph separators, and those that turn the direction of writing. */
    private static boolean isForging(char character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.FORMAT;
    }
}
