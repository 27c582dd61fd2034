package io.github.camelaliyun.mqtt.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n", "\r\n", "\u0085", "\u2028", " ", "\t", "\u00a0", "\u3000", "\u200b", "\u200d", "\u2060", "\ufeff",
                "\u0007"
            })
    void nothingThatNobodySeesIsLeftAtTheEnds(String added) {
        assertThat(SettingText.stripped(added + "key" + added)).isEqualTo("key");
        assertThat(SettingText.unquoted(added + "\"" + added + "key" + added + "\"" + added))
                .isEqualTo("key");
        assertThat(SettingText.stripped(added)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"key\"", "'key'", "`key`", "\u201ckey\u201d", "\u2018key\u2019", "\u300ckey\u300d"})
    void quotationMarksAroundATextAreTakenOff(String text) {
        assertThat(SettingText.unquoted(text)).isEqualTo("key");
        assertThat(SettingText.stripped(text)).isEqualTo(text);
        assertThatThrownBy(() -> SettingText.requireWord("secretKey", text))
                .hasMessage("secretKey is in quotation marks: remove them, they are no part of it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"key", "key'", "it's", "\u201ckey", "\""})
    void oneQuotationMarkIsPartOfTheText(String text) {
        assertThat(SettingText.unquoted(text)).isEqualTo(text);
    }

    @Test
    void blanksOfAPasswordAreKeptAndTheLineEndOfItsFileIsNot() {
        assertThat(SettingText.ofFile("\ufeff pass word \r\n")).isEqualTo(" pass word ");
        assertThat(SettingText.ofFile("word\n\n")).isEqualTo("word");
        assertThat(SettingText.ofFile(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a b'|has a blank in it",
                "'a\u3000b'|has a blank in it",
                "'a\nb'|has the character U+000A in it, which nobody sees",
                "'a\u200bb'|has the character U+200B in it, which nobody sees",
                "${SECRET}|is a placeholder that nothing has replaced",
                "${env.SECRET:-x}|is a placeholder that nothing has replaced",
                "$SECRET|is a placeholder that nothing has replaced",
                "%SECRET%|is a placeholder that nothing has replaced",
                "@secret.key@|is a placeholder that nothing has replaced",
                "{{secret}}|is a placeholder that nothing has replaced",
                "hunter2\\|ends with a backslash",
                "hunter2\\n|ends with a backslash"
            })
    void whatIsNoWordIsRefusedByNameAndWithoutIt(String text, String problem) {
        assertThatThrownBy(() -> SettingText.requireWord("secretKey", text))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("secretKey " + problem)
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("SECRET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LTAI5tAbC", "a+b/c==", "#bean:x", "a\\{{x", "a{{x", "a%b%c", "$a", "p@ss@word!", "\u5bc6"})
    void otherTextIsTaken(String text) {
        assertThatCode(() -> SettingText.requireWord("secretKey", text)).doesNotThrowAnyException();
    }
}
