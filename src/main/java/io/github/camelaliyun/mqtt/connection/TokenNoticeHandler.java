package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenInvalid;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes note of what the service says of the tokens of the present link, however often it does. The lock of its keeper guards
 * the fields, and is not held while the connection is called.
 */
final class TokenNoticeHandler {

    /** Notices of expiry lead to no more renewals than one in this time, and an operator is told no more often. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private final ReentrantLock lock;
    private final ConnectionThreads threads;
    private final TokenState state;
    private final TokenUploads uploads;
    private final TokenHost links;
    private final Runnable proceed;
    private String invalid;
    private boolean told;
    private long toldAt;

    /** @param proceed is run when other tokens are to be fetched */
    TokenNoticeHandler(
            ReentrantLock lock,
            ConnectionThreads threads,
            TokenState state,
            TokenUploads uploads,
            TokenHost links,
            Runnable proceed) {
        this.lock = lock;
        this.threads = threads;
        this.state = state;
        this.uploads = uploads;
        this.links = links;
        this.proceed = proceed;
    }

    /** A new link has other tokens. Under the lock. */
    void linkUp() {
        invalid = null;
    }

    /** Why the service closes, or has closed, the present link; null if it has not said so. Under the lock. */
    String invalidReason() {
        return invalid;
    }

    void onNotice(TokenNotice notice) {
        if (notice.kind() == TokenNotice.Kind.EXPIRES) {
            if (demandsRenewal()) {
                proceed.run();
            }
        } else if (discards(notice.explanation())) {
            links.tell(new TokenInvalid(notice.explanation()));
        }
    }

    private boolean demandsRenewal() {
        lock.lock();
        try {
            if (state.isRenewalDemanded()
                    || uploads.hasUploadedWithin(PAUSE)
                    || uploads.isUnderWay()
                    || !state.isUp()) {
                return false;
            }
            state.demandRenewal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** True if an operator is to be told. */
    private boolean discards(String explanation) {
        lock.lock();
        try {
            state.discardActive();
            boolean known = invalid != null;
            invalid = explanation;
            if (known && told && threads.now() - toldAt < PAUSE.toNanos()) {
                return false;
            }
            told = true;
            toldAt = threads.now();
            return true;
        } finally {
            lock.unlock();
        }
    }
}
