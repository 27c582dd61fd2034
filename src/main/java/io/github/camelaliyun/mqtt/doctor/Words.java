package io.github.camelaliyun.mqtt.doctor;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The doctor's texts, in English or Chinese. */
final class Words {

    private static final String BUNDLE = Words.class.getPackageName() + ".doctor";
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

    private final ResourceBundle texts;

    /** @param locale Chinese for Chinese, else English */
    Words(Locale locale) {
        boolean chinese = locale.getLanguage().equals(Locale.CHINESE.getLanguage());
        texts = ResourceBundle.getBundle(
                BUNDLE,
                chinese ? Locale.CHINESE : Locale.ROOT,
                Words.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** Of MessageFormat only the places: it would write 8,883 for a port, and take an apostrophe for a quote. */
    String say(String key, Object... arguments) {
        return PLACE.matcher(texts.getString(key))
                .replaceAll(
                        place -> Matcher.quoteReplacement(String.valueOf(arguments[Integer.parseInt(place.group(1))])));
    }

    boolean has(String key) {
        return texts.containsKey(key);
    }
}
