package lines;

import io.github.camelaliyun.mqtt.it.RuntimeClassPath;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Skips what {@code not-served} of the project names, and nothing that is only missing on the class path. */
final class Served implements ExecutionCondition {

    static final String LINE = System.getProperty("line.version");

    private static final Set<String> NOT_SERVED =
            new TreeSet<>(Arrays.asList(System.getProperty("not-served", "").split(",")));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), Needs.class)
                .map(Needs::value)
                .filter(artifact -> !is(artifact))
                .map(artifact -> ConditionEvaluationResult.disabled("not served: " + artifact + " " + LINE))
                .orElseGet(() -> ConditionEvaluationResult.enabled("served"));
    }

    /** @throws IllegalStateException if it is on the class path and said not to be served, or the other way round */
    static boolean is(String artifact) {
        String jar = artifact + "-" + LINE + ".jar";
        boolean there = RuntimeClassPath.jars().contains(jar);
        if (there == NOT_SERVED.contains(artifact)) {
            throw new IllegalStateException(
                    jar + " is " + (there ? "" : "not ") + "on the class path; not-served is " + NOT_SERVED);
        }
        return there;
    }
}
