package io.github.camelaliyun.mqtt.messages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Why messages need no test: {@code untested.txt}, a line each, with the place, how one of its texts begins, and the reason. Both the
 * method and the text may be {@code *}.
 */
record Reasons(List<Reason> all) {

    private static final Path FILE = Path.of("src/test/resources/messages/untested.txt");

    static Reasons read() throws IOException {
        List<Reason> all = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" \\| ", 3);
                if (parts.length < 3 || parts[2].isBlank()) {
                    throw new IllegalArgumentException(
                            FILE + ": '" + line + "' is not <place> | <begin of a text> | <reason>");
                }
                all.add(new Reason(parts[0].strip(), parts[1].strip(), parts[2].strip()));
            }
        }
        return new Reasons(all);
    }

    record Reason(String place, String begin, String why) {

        boolean isOf(Message message) {
            boolean there = place.endsWith("*")
                    ? message.place().startsWith(place.substring(0, place.length() - 1))
                    : message.place().equals(place);
            return there && (begin.equals("*") || message.texts().stream().anyMatch(text -> text.startsWith(begin)));
        }

        boolean isOfAny(Set<Message> messages) {
            return messages.stream().anyMatch(this::isOf);
        }
    }
}
