package io.github.camelaliyun.mqtt.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of a README in the order of the page: its blocks of shell and of JavaScript, and the {@code mvn} commands in the text.
 * Comments are left out, and what a reader is to fill in has one name in both languages.
 */
final class ReadmeCommands {

    private static final Pattern COMMAND = Pattern.compile("(?ms)^```(?:sh|js)\\R(.*?)^```|`(mvn [^`]+)`");
    private static final Pattern COMMENT = Pattern.compile("(?m)(?:^|\\s+)(?:#|//) .*$");

    private static final Map<String, String> ENGLISH =
            Map.of("<ssl 端口>", "<ssl port>", "<ws 端口>", "<ws port>", "<信任库文件>", "<trust store>");

    private final List<String> all;

    private ReadmeCommands(List<String> all) {
        this.all = all;
    }

    static ReadmeCommands of(Path readme) throws IOException {
        LinkedHashSet<String> all = new LinkedHashSet<>();
        Matcher command = COMMAND.matcher(Files.readString(readme));
        while (command.find()) {
            String text = command.group(1) == null ? command.group(2) : command.group(1);
            for (Map.Entry<String, String> name : ENGLISH.entrySet()) {
                text = text.replace(name.getKey(), name.getValue());
            }
            all.add(COMMENT.matcher(text).replaceAll("").strip());
        }
        return new ReadmeCommands(new ArrayList<>(all));
    }

    List<String> all() {
        return all;
    }

    /** The one that is meant; the page has it once. */
    String get(Step step) {
        List<String> meant = all.stream().filter(step::means).toList();
        if (meant.size() != 1) {
            throw new IllegalStateException(step + " means one command of the page, and not: " + meant);
        }
        return meant.get(0);
    }
}
