package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.app.live.BindingWords;
import io.github.camelaliyun.mqtt.app.live.UriOptions;
import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.Printable;
import org.apache.camel.CamelContext;

import java.io.IOException;
import java.net.MalformedURLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why something has failed, without a secret: of messages of others, which may have a value, only those are shown that have none. */
final class Reason {

    private static final String OURS = "io.github.camelaliyun.mqtt.";

    private static final Pattern PROPERTY =
            Pattern.compile("Property with key (\\[[^]]+]) not found in properties.*", Pattern.DOTALL);

    private Reason() {}

    /** @param context knows the options of components; null for none */
    static String of(Throwable failure, CamelContext context) {
        List<Throwable> causes = Causes.of(failure);
        String said = causes.stream()
                .filter(Reason::isOurs)
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .reduce((outer, inner) -> inner)
                .or(() -> BindingWords.of(failure))
                .or(() -> causes.stream()
                        .flatMap(cause -> UriOptions.unknownOf(cause, context).stream())
                        .findFirst())
                .orElseGet(() -> ofOthers(Causes.innermost(failure)));
        return Printable.of(said, Printable.SENTENCE);
    }

    /** By its class, or because a class of ours has thrown it. */
    private static boolean isOurs(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure.getClass().getName().startsWith(OURS)
                || trace.length > 0 && trace[0].getClassName().startsWith(OURS);
    }

    private static String ofOthers(Throwable root) {
        String name = root.getClass().getSimpleName();
        Matcher property = PROPERTY.matcher(String.valueOf(root.getMessage()));
        if (property.matches()) {
            return "property " + property.group(1) + " is not set";
        }
        return hasNoValue(root)
                ? Optional.ofNullable(root.getMessage())
                        .map(message -> name + ": " + message)
                        .orElse(name)
                : name;
    }

    /** Files, the network and classes; an address may have a login. */
    private static boolean hasNoValue(Throwable root) {
        boolean named =
                root instanceof LinkageError || root instanceof IOException && !(root instanceof MalformedURLException);
        return named && !String.valueOf(root.getMessage()).contains("://");
    }
}
