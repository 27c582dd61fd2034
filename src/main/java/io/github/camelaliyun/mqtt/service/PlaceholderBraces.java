package io.github.camelaliyun.mqtt.service;

/**
 * The braces of Camel's placeholders in a value that has them for another reason, as a password may. Camel's own message about
 * them has the value.
 */
public final class PlaceholderBraces {

    /** What to do about them where Camel resolves a value once. */
    public static final String ESCAPE = "write \\{{ and \\}} for braces that are none of a placeholder, which in a"
            + " properties file are \\\\{{ and \\\\}}";

    /** And where it does so twice: no backslash is left the second time. */
    public static final String AVOID = "choose a value without {{ and }}, which Camel takes for those of a placeholder";

    private static final String BEGIN = "{{";
    private static final String END = "}}";

    private PlaceholderBraces() {}

    /**
     * Refuses a value that Camel cannot read.
     *
     * @param setting the name of its setting
     * @param value the value as it was written; null is one without braces
     * @param cure what to do: {@link #ESCAPE} or {@link #AVOID}
     * @throws InvalidSettingException if one of its braces has no counterpart; the message is without the value
     */
    public static void require(String setting, String value, String cure) {
        if (value != null && !arePaired(value)) {
            throw new InvalidSettingException(
                    setting, "has " + BEGIN + " without " + END + ", or the other way round", cure);
        }
    }

    /**
     * Of a value that has a placeholder which Camel cannot resolve.
     *
     * @param setting the name of its setting
     * @param value the value as it was written; not a part of the message
     * @param cure what to do about braces of another kind: {@link #ESCAPE} or {@link #AVOID}
     * @return the exception
     */
    public static InvalidSettingException unresolved(String setting, String value, String cure) {
        require(setting, value, cure);
        return new InvalidSettingException(
                setting, "has a placeholder that cannot be resolved", "set what it names, or " + cure);
    }

    /**
     * Refuses a value that Camel would resolve once more.
     *
     * @param setting the name of its setting
     * @param value the value; null is one without braces
     * @throws InvalidSettingException if there are such braces in it; the message is without the value
     */
    public static void requireNone(String setting, String value) {
        if (value != null && (value.contains(BEGIN) || value.contains(END))) {
            throw new InvalidSettingException(setting, "has " + BEGIN + " or " + END, AVOID);
        }
    }

    /**
     * What to do about a value that Camel does not take.
     *
     * @param value the value as it was written, or null; not a part of the answer
     * @return a sentence that says more where the value has what means something else to Camel
     */
    public static String cureOf(String value) {
        if (value != null && (value.contains(BEGIN) || value.contains(END))) {
            return "correct it; " + AVOID;
        }
        return value != null && value.startsWith("#")
                ? "correct it; choose a value that does not begin with #, which Camel takes for the name of a bean"
                : "correct it";
    }

    /** By the rules of Camel: those behind a backslash, and those between quotation marks, do not count. */
    private static boolean arePaired(String text) {
        int open = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            boolean begins = text.startsWith(BEGIN, i);
            if (!begins && !text.startsWith(END, i)) {
                continue;
            }
            if (!isPlain(text, i)) {
                open += begins ? 1 : -1;
            }
            if (open < 0) {
                return false;
            }
            i++;
        }
        return open == 0;
    }

    private static boolean isPlain(String text, int at) {
        char before = at == 0 ? ' ' : text.charAt(at - 1);
        int behind = at + BEGIN.length();
        boolean quoted = (before == '\'' || before == '"') && behind < text.length() && text.charAt(behind) == before;
        boolean escaped = before == '\\' && (at == 1 || text.charAt(at - 2) != '\\');
        return quoted || escaped;
    }
}
