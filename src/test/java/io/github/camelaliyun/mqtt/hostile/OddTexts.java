package io.github.camelaliyun.mqtt.hostile;

import java.util.List;

/** Texts of which topics are made: forbidden ones, in UTF-8 and not, and some that are only unusual. */
final class OddTexts {

    static final List<String> WILDCARDS = List.of("#", "+", "a/#", "a/+/b", "a+", "#a", "sport/tennis#");

    static final List<String> ODD = List.of(
            "\ufeff",
            "\uffff",
            "\ufffe",
            "\ufdd0",
            "\u0001",
            "\u001f",
            "\u007f",
            "\u0085",
            "\u009f",
            "\u00ad",
            "\u200b",
            "\u202e",
            "\u2028",
            "\ud7ff",
            "\ue000",
            "\ud83d\ude00",
            "\udbff\udfff",
            "\ud800\udc00",
            "$",
            "$SYS/",
            "/",
            "//",
            " ",
            "\t",
            "\r\n");

    /** Overlong forms, what is cut off, what begins without a first byte, and what is beyond U+10FFFF. */
    static final List<String> BAD_UTF_8 = List.of(
            "80",
            "bf",
            "c0",
            "c080",
            "c1bf",
            "c2",
            "c241",
            "e0",
            "e08080",
            "e09fbf",
            "e282",
            "e28241",
            "f0",
            "f0808080",
            "f08fbfbf",
            "f09f98",
            "f09f9841",
            "f4908080",
            "f5808080",
            "f8888080",
            "fe",
            "ff",
            "fffe",
            "efbf");

    /** Alone, at the ends of the range, and as the pair that other encodings make of U+10000. */
    static final List<String> SURROGATES = List.of(
            "eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf", "eda080edb080", "edb080eda080");

    private OddTexts() {}
}
