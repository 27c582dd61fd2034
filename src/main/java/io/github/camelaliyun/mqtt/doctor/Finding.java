package io.github.camelaliyun.mqtt.doctor;

import java.util.List;

/**
 * What a check has found, in the language of the report, without a secret.
 *
 * @param status how it ended
 * @param found one line
 * @param cure what to do, for {@link Status#FAILED} and {@link Status#WARN}; else null
 * @param details more lines, shown below; mostly none
 */
record Finding(Status status, String found, String cure, List<String> details) {

    static Finding ok(String found) {
        return new Finding(Status.OK, found, null, List.of());
    }

    static Finding warn(String found, String cure) {
        return new Finding(Status.WARN, found, cure, List.of());
    }

    static Finding failed(String found, String cure) {
        return new Finding(Status.FAILED, found, cure, List.of());
    }

    static Finding skipped(String why) {
        return new Finding(Status.SKIPPED, why, null, List.of());
    }

    /** Of what has failed, and does not keep routes from working. */
    Finding asWarning() {
        return new Finding(Status.WARN, found, cure, details);
    }

    Finding with(List<String> more) {
        return new Finding(status, found, cure, List.copyOf(more));
    }
}
