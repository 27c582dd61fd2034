package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.service.Causes;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where in a file the step is of which Camel complains. */
final class RoutePlace {

    private static final Pattern STEP = Pattern.compile("at: >>> (.*?) <<< in route", Pattern.DOTALL);

    private RoutePlace() {}

    /** {@return the scheme of an endpoint's URI, such as {@code log}} */
    static String schemeOf(String uri) {
        int end = uri.indexOf(':');
        return end < 0 ? uri : uri.substring(0, end);
    }

    /** {@return whether the failure has come from a class of this source file} */
    static boolean isIn(String name, Throwable failure) {
        return Causes.of(failure).stream()
                .flatMap(cause -> List.of(cause.getStackTrace()).stream())
                .anyMatch(frame -> name.equals(frame.getFileName()));
    }

    /** {@return the line counted from 1, 0 if it is not known} */
    static int lineOf(RouteFile file, Throwable failure, String routeId, Collection<RouteDefinition> routes) {
        Optional<Integer> thrownAt = Causes.of(failure).stream()
                .flatMap(cause -> List.of(cause.getStackTrace()).stream())
                .filter(frame -> file.name().equals(frame.getFileName()) && frame.getLineNumber() > 0)
                .map(StackTraceElement::getLineNumber)
                .findFirst();
        if (thrownAt.isPresent()) {
            return thrownAt.get();
        }
        return routes.stream()
                .filter(route -> routeId != null && routeId.equals(route.getRouteId()))
                .findFirst()
                .map(route -> lineOf(failure, route))
                .orElse(0);
    }

    private static int lineOf(Throwable failure, RouteDefinition route) {
        List<ProcessorDefinition<?>> steps = new ArrayList<>();
        collect(route.getOutputs(), steps);
        for (Throwable cause : Causes.of(failure)) {
            Matcher step = STEP.matcher(String.valueOf(cause.getMessage()));
            if (cause instanceof FailedToCreateRouteException && step.find()) {
                String shown = step.group(1);
                for (ProcessorDefinition<?> each : steps) {
                    if (each.toString().equals(shown) && each.getLineNumber() > 0) {
                        return each.getLineNumber();
                    }
                }
            }
        }
        int input = route.getInput() == null ? 0 : route.getInput().getLineNumber();
        return Math.max(0, input > 0 ? input : route.getLineNumber());
    }

    private static void collect(List<ProcessorDefinition<?>> outputs, List<ProcessorDefinition<?>> steps) {
        for (ProcessorDefinition<?> output : outputs) {
            steps.add(output);
            collect(output.getOutputs(), steps);
        }
    }
}
