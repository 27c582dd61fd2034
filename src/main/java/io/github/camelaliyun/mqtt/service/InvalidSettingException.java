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

    /** Its name. */
    private final String setting;

    /** With names that {@link #in} replaces, as the next one. */
    private final String problem;

    /** What to do. */
    private final String cure;

    /** Whether it has no value, and needs one. */
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
     * @param setting its name
     * @param whence where its value is from, as {@code from the MQTT console}
     * @return the exception, for which {@link #isMissing} is true
     */
    public static InvalidSettingException missing(String setting, String whence) {
        return new InvalidSettingException(setting, "is not set", "set " + named(setting) + ", " + whence, true);
    }

    /**
     * Marks the name of a setting in a text of such an exception, so that {@link #in} finds it there.
     *
     * @param setting the name of a bean property or option
     * @return the name between two control characters, which the message does not have
     */
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
     * @return a copy with the same stack trace
     */
    public InvalidSettingException in(UnaryOperator<String> spelling) {
        return in(spelling, "");
    }

    /**
     * The same in the words of whoever wrote the settings, with a longer cure.
     *
     * @param spelling answers what a setting is called there
     * @param more goes on with the cure: what the place that the settings are in has to say; may be empty
     * @return a copy with the same stack trace
     */
    public InvalidSettingException in(UnaryOperator<String> spelling, String more) {
        InvalidSettingException same = new InvalidSettingException(
                spelling.apply(setting), spelled(problem, spelling), spelled(cure, spelling) + more, missing);
        same.setStackTrace(getStackTrace());
        return same;
    }

    private static String spelled(String text, UnaryOperator<String> spelling) {
        return NAME.matcher(text).replaceAll(name -> Matcher.quoteReplacement(named(spelling.apply(name.group(1)))));
    }

    /** {@return the name of the setting, in full} */
    public String setting() {
        return setting;
    }

    /** {@return what is wrong, as it follows the name} */
    public String problem() {
        return plain(problem);
    }

    /** {@return what to do, beginning with a small letter and without a full stop} */
    public String cure() {
        return plain(cure);
    }

    /** {@return whether the setting has no value, and needs one} */
    public boolean isMissing() {
        return missing;
    }
}
