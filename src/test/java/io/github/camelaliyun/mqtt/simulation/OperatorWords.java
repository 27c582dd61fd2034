package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;

import java.util.List;

/** Reads what a connection says to an operator: it shows no secret, and no line that is not its own. */
final class OperatorWords {

    static final String SECRET = "pa55word";

    private static final int LONGEST_WORDS = 1_000;

    private final List<String> violations;

    /** @param violations where it is told what was wrong */
    OperatorWords(List<String> violations) {
        this.violations = violations;
    }

    void read(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.ConnectFailed e) {
            read(e.reason());
        } else if (event instanceof ConnectionEvent.Lost e) {
            read(e.reason());
        } else if (event instanceof ConnectionEvent.SubscriptionRefused e) {
            read(e.reason());
        } else if (event instanceof ConnectionEvent.TokenSourceFailing e) {
            read(e.reason());
        } else if (event instanceof ConnectionEvent.TokenInvalid e) {
            read(e.reason());
        }
    }

    /** Words for an operator: they show no secret, and no line that is not theirs. */
    void read(String words) {
        if (words == null) {
            return;
        }
        if (words.contains(SECRET) || TokenOffice.tokenIn(words) != null) {
            violations.add("a secret is shown: " + words);
        }
        if (words.chars().anyMatch(OperatorWords::isForging)) {
            violations.add("a line is forged: " + words);
        }
        if (words.length() > LONGEST_WORDS) {
            violations.add("a line has " + words.length() + " characters: " + words);
        }
    }

    /** A control character, an end of a line or a paragraph, or one that turns the direction of writing. */
    private static boolean isForging(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.FORMAT;
    }
}
