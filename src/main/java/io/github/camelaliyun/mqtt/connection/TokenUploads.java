package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenRenewed;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives the service new tokens on the link that is up, one {@link TokenUpload} at a time, and sees to it that nothing else is
 * sent meanwhile. The lock of its keeper guards the fields, and is not held while the connection is called.
 */
final class TokenUploads implements TokenUpload.Listener {

    /** No identifier was free, or the link was not up any more: not begun again sooner. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ReentrantLock lock;
    private final ConnectionThreads threads;
    private final PacketIds packetIds;
    private final TokenState state;
    private final TokenCover cover;
    private final TokenHost links;
    private final Runnable proceed;

    private TokenUpload present;
    /** For the present upload, the connection was told to hold and not yet to release. */
    private boolean holding;

    private boolean paused;
    private long againAt;
    private boolean uploadedBefore;
    private long uploadedAt;
    private boolean closed;

    /** @param proceed is run when an upload has ended, and something may be to do next */
    TokenUploads(
            ReentrantLock lock,
            ConnectionThreads threads,
            PacketIds packetIds,
            TokenState state,
            TokenCover cover,
            TokenHost links,
            Runnable proceed) {
        this.lock = lock;
        this.threads = threads;
        this.packetIds = packetIds;
        this.state = state;
        this.cover = cover;
        this.links = links;
        this.proceed = proceed;
    }

    /** Under the lock. */
    boolean isUnderWay() {
        return present != null;
    }

    /** How long none may begin. Under the lock. */
    Duration pauseLeft() {
        return Duration.ofNanos(paused ? Math.max(0, againAt - threads.now()) : 0);
    }

    /** Whether tokens were uploaded so short a time ago. Under the lock. */
    boolean hasUploadedWithin(Duration time) {
        return uploadedBefore && threads.now() - uploadedAt < time.toNanos();
    }

    /** Makes the upload the present one; {@link #begin} is to follow. Under the lock. */
    TokenUpload prepare(Outlet link, TokenSet tokens) {
        present = new TokenUpload(link, tokens, packetIds, threads, this);
        return present;
    }

    /** Under the lock. */
    void linkUp() {
        paused = false;
    }

    void begin(TokenUpload started) {
        try {
            if (links.hold(started.link())) {
                if (isHolding(started)) {
                    started.start();
                }
            } else {
                postpone(started, false);
            }
        } catch (RuntimeException | Error e) {
            started.fail("a token could not be sent");
            throw e;
        }
    }

    /** Whether the upload is still wanted; if the connection was closed meanwhile, its hold ends here. */
    private boolean isHolding(TokenUpload started) {
        boolean orphaned;
        lock.lock();
        try {
            holding = present == started;
            if (holding) {
                return true;
            }
            orphaned = closed;
        } finally {
            lock.unlock();
        }
        if (orphaned) {
            links.release();
        }
        return false;
    }

    @Override
    public void onUploaded(TokenUpload done) {
        lock.lock();
        try {
            if (present != done) {
                return;
            }
            present = null;
            holding = false;
            uploadedBefore = true;
            uploadedAt = threads.now();
            state.activate(done.tokens());
            cover.change();
        } finally {
            lock.unlock();
        }
        links.release();
        links.tell(new TokenRenewed(done.tokens().expiresAt()));
        proceed.run();
    }

    /** The upload stays the present one until the link has ended, so that no other begins on it. */
    @Override
    public void onUploadFailed(TokenUpload failed, String reason) {
        links.drop(failed.link(), reason);
    }

    @Override
    public void onUploadPostponed(TokenUpload postponed) {
        postpone(postponed, true);
    }

    private void postpone(TokenUpload postponed, boolean held) {
        lock.lock();
        try {
            if (present != postponed) {
                return;
            }
            present = null;
            holding = false;
            paused = true;
            againAt = threads.now() + PAUSE.toNanos();
        } finally {
            lock.unlock();
        }
        if (held) {
            links.release();
        }
        proceed.run();
    }

    /** The link has ended, and what was held back with it. Answers what is to be cancelled without the lock, or null. */
    TokenUpload linkDown() {
        TokenUpload cancelled = present;
        present = null;
        holding = false;
        return cancelled;
    }

    /** The connection is closed: what it holds back goes on. Not under the lock. */
    void close() {
        TokenUpload cancelled;
        boolean held;
        lock.lock();
        try {
            closed = true;
            cancelled = present;
            present = null;
            held = holding;
            holding = false;
        } finally {
            lock.unlock();
        }
        if (cancelled != null) {
            cancelled.cancel();
        }
        if (held) {
            links.release();
        }
    }
}
