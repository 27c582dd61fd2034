package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How the token source has answered so far, and what may be concluded from it. */
final class SourceRecord {

    /** So long the source's last success shows that a refusal is about what was asked for in addition. */
    private static final Duration PROOF = Duration.ofMinutes(10);
    /** The same for a failure that may be a refusal or not. */
    private static final Duration STRONG_PROOF = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private int failures;
    private Kind lastKind = Kind.UNKNOWN;
    private boolean proven;
    private long provenAt;

    SourceRecord(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void succeeded() {
        failures = 0;
        proven = true;
        provenAt = nanoTime.getAsLong();
    }

    void failed(Kind kind) {
        failures++;
        lastKind = kind;
    }

    /** Whether the latest answer was a failure. */
    boolean isFailing() {
        return failures > 0;
    }

    /** Whether the source may have failed for what was granted before, too. */
    boolean isDoubtful() {
        return failures > 0 && (lastKind != Kind.REFUSED || failures > 1 || !isProven(PROOF));
    }

    /** Whether a failure of this kind, which has just come, is about what was asked for in addition to what was granted. */
    boolean blamesAddition(Kind kind) {
        return failures == 0 && isProven(STRONG_PROOF) || kind == Kind.REFUSED && failures <= 1 && isProven(PROOF);
    }

    private boolean isProven(Duration within) {
        return proven && nanoTime.getAsLong() - provenAt <= within.toNanos();
    }
}
