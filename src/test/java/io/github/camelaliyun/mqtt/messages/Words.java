package io.github.camelaliyun.mqtt.messages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Texts as runs of words, without what punctuation is around them. */
final class Words {

    /** So many words in a row say which message it is, if no other has them. */
    static final int RUN = 3;

    private Words() {}

    /** What stands between placeholders. */
    static List<List<String>> of(String text) {
        List<List<String>> parts = new ArrayList<>();
        for (String part : text.split("\\{}|%[-0-9.]*[sdx]")) {
            List<String> words = Arrays.stream(part.split("[\\s\\p{Punct}&&[^_$<>=]]+"))
                    .filter(word -> !word.isEmpty())
                    .toList();
            if (!words.isEmpty()) {
                parts.add(words);
            }
        }
        return parts;
    }

    /** All runs of that many words. */
    static Set<String> runs(String text) {
        Set<String> runs = new LinkedHashSet<>();
        for (List<String> words : of(text)) {
            for (int i = 0; i + RUN <= words.size(); i++) {
                runs.add(String.join(" ", words.subList(i, i + RUN)));
            }
        }
        return runs;
    }
}
