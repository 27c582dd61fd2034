package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.dsl.yaml.common.exception.YamlDeserializationException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Where in a YAML file an error is, and what it is. */
final class YamlPlace {

    private static final String UNKNOWN_FIELD = "Unsupported field: ";
    private static final String UNKNOWN_NODE = "Unknown node id: ";

    private YamlPlace() {}

    /** {@return the line counted from 1, 0 if it is not known} */
    static int lineOf(MarkedYamlEngineException error, String text) {
        int line = error.getProblemMark()
                        .or(error::getContextMark)
                        .map(Mark::getLine)
                        .orElse(-1)
                + 1;
        String problem = String.valueOf(error.getProblem());
        if (problem.startsWith(UNKNOWN_FIELD)) {
            // The mark is that of the value, which may begin below its key.
            String[] lines = text.split("\n", -1);
            String key = problem.substring(UNKNOWN_FIELD.length()).strip();
            for (int candidate = Math.min(line, lines.length); candidate > 0; candidate--) {
                if (lines[candidate - 1].contains(key)) {
                    return candidate;
                }
            }
        }
        return line;
    }

    static String words(MarkedYamlEngineException error) {
        String problem = String.valueOf(error.getProblem());
        if (problem.startsWith(UNKNOWN_FIELD)) {
            return "\"" + problem.substring(UNKNOWN_FIELD.length()).strip()
                    + "\" is not known here: look for a typing error and at the indentation";
        }
        if (problem.startsWith(UNKNOWN_NODE)) {
            return "\"" + problem.substring(UNKNOWN_NODE.length()).strip()
                    + "\" is no step or definition of Camel: look for a typing error";
        }
        if (problem.startsWith("Unable to parse resource")) {
            return "has comments only; delete the file to remove its routes";
        }
        if (error instanceof YamlDeserializationException) {
            return problem.startsWith("Unable to find constructor")
                    ? "there is an entry that is no definition, such as - route:"
                    : problem;
        }
        String context = error.getContextMark()
                .map(mark -> " (" + error.getContext() + " that begins in line " + (mark.getLine() + 1) + ")")
                .orElse("");
        return "is no YAML: " + problem + context;
    }
}
