package io.github.camelaliyun.mqtt.messages;

import java.util.Set;

/**
 * A place where the project logs a warning or an error, or makes an exception or a reason.
 *
 * @param place the class, after the root's package, and the method
 * @param sink what takes the text, as {@code warn} or the exception's name
 * @param texts its parts as they are in the class, with {@code {}} for what is put in; the alternatives of a condition too
 * @param withThrowable whether a log call has a stack trace
 */
public record Message(String place, String sink, Set<String> texts, boolean withThrowable) {

    boolean isLogged() {
        return sink.equals("warn") || sink.equals("error");
    }
}
