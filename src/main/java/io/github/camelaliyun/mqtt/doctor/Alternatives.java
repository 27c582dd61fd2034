package io.github.camelaliyun.mqtt.doctor;

import java.util.List;

/** Findings of which one good one is enough, as of servers and addresses, which are tried in turn. */
final class Alternatives {

    private Alternatives() {}

    /** Failures are warnings where something else works. */
    static List<Finding> of(List<Finding> findings) {
        boolean works = findings.stream().anyMatch(finding -> finding.status() != Status.FAILED);
        return works
                ? findings.stream()
                        .map(finding -> finding.status() == Status.FAILED ? finding.asWarning() : finding)
                        .toList()
                : findings;
    }
}
