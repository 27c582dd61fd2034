package io.github.camelaliyun.mqtt.service;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which settings are secrets, by their names in whatever form of writing: {@code secretKey}, {@code secret-key}, {@code SECRET_KEY}. */
public final class SecretNames {

    /** What the names of secrets end with, in one form. */
    private static final List<String> ENDS =
            List.of("accesskey", "secretkey", "securitytoken", "serverbearer", "username", "password");

    private static final Pattern APART = Pattern.compile("[^\\p{Alnum}]");

    private SecretNames() {}

    /**
     * Tells whether a setting is a secret.
     *
     * @param name its name, which may begin with those of groups
     * @return whether its value may not be shown
     */
    public static boolean isSecret(String name) {
        String form = uniform(name);
        return ENDS.stream().anyMatch(form::endsWith);
    }

    /**
     * The length of the name of a secret that a text begins with, such as one with the value behind it.
     *
     * @param text what should be a name
     * @return how many characters make it the name of a secret; the length of the text if none do
     */
    static int lengthOfSecretName(String text) {
        for (int end = 1; end < text.length(); end++) {
            if (isSecret(text.substring(0, end))) {
                return end;
            }
        }
        return text.length();
    }

    /**
     * A name in the form that all its forms of writing have in common.
     *
     * @param name the name of a setting
     * @return its letters and digits, in lower case
     */
    public static String uniform(String name) {
        return APART.matcher(name).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
