package io.github.camelaliyun.mqtt.credential;

/** Shortens identifiers so that an operator recognises them and a reader of the log cannot use them. */
public final class Masked {

    private static final int SHOWN = 4;

    private Masked() {}

    /**
     * Keeps at most the first four characters, and never more than half of the text.
     *
     * @param text an identifier, or null
     * @return what is kept and four asterisks; {@code (empty)} for null and blanks
     */
    public static String id(String text) {
        if (text == null || text.isBlank()) {
            return "(empty)";
        }
        return text.substring(0, Math.min(SHOWN, text.length() / 2)) + "****";
    }

    /** Masks the middle part of {@code <mode>|<key>|<instance>}; a username of another form is masked whole. */
    static String username(String username) {
        String[] parts = username.split("\\|", -1);
        return parts.length == 3 ? parts[0] + "|" + id(parts[1]) + "|" + parts[2] : id(username);
    }
}
