package io.github.camelaliyun.mqtt.service;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/** A failure with its causes in one line, where a stack trace would take forty. */
public final class FailureWords {

    /** What the packages of this jar begin with: its messages say all themselves. */
    public static final String OURS = "io.github.camelaliyun.mqtt";

    private static final int MOST_CHARACTERS = 1_000;

    /** In whose classes nobody looks for a fault first. */
    private static final List<String> OTHERS = List.of("java.", "javax.", "jdk.", "sun.", "org.apache.camel.", OURS);

    /** What Camel's exceptions end with. */
    private static final Pattern EXCHANGE = Pattern.compile("\\. Exchange\\[[^]]*]");

    private FailureWords() {}

    /**
     * Puts a failure into words.
     *
     * @param failure the outermost one
     * @return it and its causes, from the outermost to the innermost, without those that only repeat what they carry
     */
    public static String of(Throwable failure) {
        List<String> parts = new ArrayList<>();
        List<Throwable> causes = Causes.of(failure);
        for (Iterator<Throwable> each = causes.iterator(); each.hasNext(); ) {
            Throwable cause = each.next();
            String message = messageOf(cause);
            boolean repeats = each.hasNext() && isOfItsCause(message, cause);
            boolean said = message != null && parts.stream().anyMatch(part -> part.contains(message));
            if (!repeats && !said) {
                parts.add(isOurs(cause) && message != null ? message : name(cause, message));
            }
        }
        Throwable innermost = causes.get(causes.size() - 1);
        String place = isOurs(innermost) ? "" : place(innermost);
        return Printable.of(String.join(", caused by ", parts).strip().replaceAll("\\s+", " "), MOST_CHARACTERS)
                + place;
    }

    private static boolean isOfItsCause(String message, Throwable failure) {
        Throwable cause = failure.getCause();
        return message == null || cause != null && message.equals(textOf(cause));
    }

    private static String name(Throwable cause, String message) {
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static boolean isOurs(Throwable failure) {
        return failure.getClass().getPackageName().startsWith(OURS);
    }

    private static String messageOf(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? null : EXCHANGE.matcher(message).replaceAll("");
        } catch (Throwable e) {
            return null;
        }
    }

    /** Code of others makes it. */
    private static String textOf(Throwable failure) {
        try {
            return failure.toString();
        } catch (Throwable e) {
            return null;
        }
    }

    /** The step of the program's own, as the stack trace is not shown. */
    private static String place(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(frame -> OTHERS.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .map(frame -> ", at " + frame)
                .orElse("");
    }
}
