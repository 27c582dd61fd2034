package io.github.camelaliyun.mqtt.doctor;

import java.time.Duration;
import java.util.List;

/** One thing that the doctor looks at. Made for one examination, and run once, on a worker that is interrupted at its limit. */
interface Check {

    /** Most steps that wait for a network. */
    Duration USUAL_LIMIT = Duration.ofSeconds(5);

    /** Names it: in JSON as it is, in the text by the words' {@code check.<id>}. */
    String id();

    /** How long it may take before it has failed. */
    default Duration limit() {
        return USUAL_LIMIT;
    }

    /**
     * Whether what comes behind it makes sense.
     *
     * @param findings its own, also where it has not come to an end
     */
    default boolean goesOn(List<Finding> findings) {
        return findings.stream().noneMatch(finding -> finding.status() == Status.FAILED);
    }

    /** Whether it is run though an earlier one did not go on: what has to be known then, or has nothing to do with it. */
    default boolean isRunAnyway() {
        return false;
    }

    /**
     * Looks.
     *
     * @return one finding for each line of the report; none leaves it out
     * @throws Exception that is told as a failure, by its message, which has no secret
     */
    List<Finding> run() throws Exception;
}
