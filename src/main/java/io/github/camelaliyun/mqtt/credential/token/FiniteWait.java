package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import java.time.Duration;

/** The rule for every duration of a token source: more than nothing, and not for ever. */
final class FiniteWait {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private FiniteWait() {}

    /** @throws IllegalArgumentException naming the setting; to most clients 0 would mean to wait for ever */
    static Duration require(String setting, Duration wait) {
        if (wait == null || wait.toMillis() < 1 || wait.compareTo(LONGEST) > 0) {
            throw new InvalidSettingException(
                    setting,
                    "is " + wait,
                    "a token source answers in finite time, set 1 ms to " + LONGEST.toSeconds() + " s");
        }
        return wait;
    }
}
