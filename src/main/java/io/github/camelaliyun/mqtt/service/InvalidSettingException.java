package io.github.camelaliyun.mqtt.service;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting that cannot be: which, what is wrong with it, and what to do. Settings go by the names of bean properties and
 * options, {@code accessKey} or {@code token.regionId}; whoever read them under other names throws {@link #in} instead. Holds
 * no secret.
 */
public final class InvalidSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** What a name stands between; no text from outside has these, see {@link Printable}. */
    private static final char BEGIN = '\u0002';

    private static final char END = '\u0003';
    private static final Pattern NAME = Pattern.compile(BEGIN + "([^" + END + "]*)" + END);

    private final String setting;
    /** With names that {@link #in} replaces, as the next one. */
    private final String problem;

    private final String cure;
    private final boolean missing;

    /**
     * The message is {@code <setting> <problem>: <cure>}. Both texts mention settings by {@link #named}.
     *
     * @param setting its name
     * @param problem what is wrong with it, as {@code is empty}
     * @param cure what to do, without a full stop
     */
    public InvalidSettingException(String setting, String problem, String cure) {
        this(setting, problem, cure, false);
    }

    private InvalidSettingException(String setting, String problem, String cure, boolean missing) {
        super(setting + " " + plain(problem) + ": " + plain(cure));
        this.setting = setting;
        this.problem = problem;
        this.cure = cure;
        this.missing = missing;
    }

    /**
     * Of a setting that is needed and has no value.
     *
     * @param whence where its value is from, as {@code from the MQTT console}
     */
    public static InvalidSettingException missing(String setting, String whence) {
        return new InvalidSettingException(setting, "is not set", "set " + named(setting) + ", " + whence, true);
    }

    /** The name of a setting as a part of a text of such an exception. */
    public static String named(String setting) {
        return BEGIN + setting + END;
    }

    private static String plain(String text) {
        return NAME.matcher(text).replaceAll("$1");
    }

    /**
     * The same in the words of whoever wrote the settings.
     *
     * @param spelling answers what a setting is called there
     */
    public InvalidSettingException in(UnaryOperator<String> spelling) {
        return in(spelling, "");
    }

    /** @param more goes on with the cure: what the place that the settings are in has to say */
    public InvalidSettingException in(UnaryOperator<String> spelling, String more) {
        InvalidSettingException same = new InvalidSettingException(
                spelling.apply(setting), spelled(problem, spelling), spelled(cure, spelling) + more, missing);
        same.setStackTrace(getStackTrace());
        return same;
    }

    private static String spelled(String text, UnaryOperator<String> spelling) {
        return NAME.matcher(text).replaceAll(name -> Matcher.quoteReplacement(named(spelling.apply(name.group(1)))));
    }

    /** The setting, in full. */
    public String setting() {
        return setting;
    }

    /** What is wrong, as it follows the name. */
    public String problem() {
        return plain(problem);
    }

    /** What to do, beginning with a small letter and without a full stop. */
    public String cure() {
        return plain(cure);
    }

    /** Whether it has no value, and needs one. */
    public boolean isMissing() {
        return missing;
    }
}
