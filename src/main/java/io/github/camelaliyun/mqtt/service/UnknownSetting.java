package io.github.camelaliyun.mqtt.service;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to say of a setting that does not exist. Its name may have a part of the value, where something else than an equals sign
 * is between them, so that only the beginning of such a name is shown.
 */
public final class UnknownSetting {

    /** What names of settings consist of. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{0,100}+");

    private static final String GOES_ON = "...";

    private UnknownSetting() {}

    /**
     * Of a setting whose name nothing is known by.
     *
     * @param prefix what the names of all settings begin with, and this one too
     * @param name the name without the prefix
     * @param problem what is wrong with it, as {@code is no setting}
     * @param names those that there are, without the prefix
     * @return the exception, with the nearest name
     */
    public static InvalidSettingException of(String prefix, String name, String problem, Collection<String> names) {
        String shown = shown(name);
        String nearest = NearestName.of(shown, names).orElse(null);
        String cure = nearest == null ? "correct its name, or remove it" : "did you mean " + prefix + nearest + "?";
        return new InvalidSettingException(
                prefix + shown + (shown.length() < name.length() ? GOES_ON : ""),
                problem,
                shown.length() < name.length()
                        ? cure + " What follows is not shown, as it may be a value: = is between a name and its value"
                        : cure);
    }

    /** Ends before the first character that no name has, and behind the name of a secret. */
    private static String shown(String name) {
        Matcher begin = NAME.matcher(name);
        String shown = begin.lookingAt() ? begin.group() : "";
        return shown.substring(0, SecretNames.lengthOfSecretName(shown));
    }
}
