package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.service.SettingText;

/** An empty text is none, as a placeholder with an empty default has it; white space at the ends belongs to no setting. */
final class Texts {

    private Texts() {}

    static boolean isSet(String text) {
        return text != null && !SettingText.stripped(text).isEmpty();
    }

    /** The text without white space at its ends; null for one that is blank. */
    static String orNull(String text) {
        return isSet(text) ? SettingText.unquoted(text) : null;
    }
}
