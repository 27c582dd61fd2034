package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenInvalid;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenRenewed;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sees to it that a connection always has the tokens it needs: fetches them before it connects, renews them while it is
 * up, and fetches wider ones when a route uses another parent topic. The service's notice of expiry is not guaranteed, so
 * the time of renewal is this side's own; while the source fails the connection lives on with the tokens that it has.
 *
 * <p>Any thread may call. {@link #present} blocks as long as the token source does, {@link #awaitCover} as long as its
 * limit, the rest returns at once. The lock is never held while the source or the connection is called.
 */
final class TokenKeeper implements TokenUpload.Owner {

    /** The connection, as far as it concerns tokens. */
    interface Owner {
        /** The link that is up, or null. */
        Link connectedLink();

        /** From here to {@link #release} nothing is published or subscribed; false if this link is not up any more. */
        boolean hold(Link link);

        void release();

        void drop(Link link, String reason);

        void tell(ConnectionEvent event);
    }

    private final TokenAuthentication authentication;
    private final ConnectionThreads threads;
    private final Owner owner;
    private final TokenSupply supply;
    private final TokenState state;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private boolean renewing;
    private TokenUpload upload;
    private ScheduledFuture<?> next;
    private boolean closed;
    private volatile String invalidReason;

    TokenKeeper(TokenAuthentication authentication, String clientId, ConnectionThreads threads, Owner owner) {
        this.authentication = authentication;
        this.threads = threads;
        this.owner = owner;
        this.supply = new TokenSupply(authentication, clientId, owner::tell);
        this.state = new TokenState(authentication.hasFixedResources());
    }

    /**
     * Notes what a route uses, a topic or a topic filter; if the present tokens do not cover it, others are fetched.
     *
     * @throws IllegalArgumentException if the configured resources do not cover it
     */
    void use(String topicOrFilter) {
        authentication.requireConfigured(topicOrFilter);
        if (!state.use(topicOrFilter)) {
            renewIn(Duration.ZERO);
        }
    }

    /** Whether this may be subscribed on the present link. */
    boolean covers(String filter) {
        return state.covers(filter);
    }

    /**
     * Waits until a topic may be published to: not at all if the tokens cover it, or if there is no link, for then the
     * next one's will.
     *
     * @throws MqttConnectionException if the limit has passed
     */
    void awaitCover(String topic, Duration limit) throws MqttConnectionException, InterruptedException {
        use(topic);
        if (!state.awaitCover(topic, limit)) {
            String trouble = supply.trouble();
            throw new MqttConnectionException("publish to " + topic + " waited " + limit.toSeconds()
                    + " s for a token that covers it" + (trouble == null ? "" : ": " + trouble));
        }
    }

    /**
     * The credentials for a connect: with the tokens that there are if these are fresh enough, else with new ones, or else
     * with the old ones as long as they live.
     *
     * @throws TokenException if there are none at all
     */
    Credentials present() throws TokenException {
        TokenSet usable = state.presentFresh();
        if (usable == null) {
            try {
                fetch();
                usable = state.presentAlive();
            } catch (TokenException e) {
                usable = state.presentAlive();
                if (usable == null) {
                    throw e;
                }
            }
        }
        return authentication.credentialsFor(usable);
    }

    private TokenSet fetch() throws TokenException {
        TokenSet fresh = supply.fetch(state.parents(), state.left());
        state.hold(fresh);
        return fresh;
    }

    /** The link was accepted with what {@link #present} gave; nothing has been sent on it yet. */
    void linkUp() {
        invalidReason = null;
        renewAt(state.linkUp());
    }

    void linkDown() {
        state.linkDown();
        lock.lock();
        try {
            cancelNext();
            if (upload != null) {
                upload = null;
                renewing = false;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The server did not accept what was presented: the next connect gets fresh tokens. */
    void refused() {
        state.discard();
    }

    private void renewAt(Instant time) {
        renewIn(Duration.between(Instant.now(), time));
    }

    private void renewIn(Duration delay) {
        lock.lock();
        try {
            if (!closed) {
                cancelNext();
                Runnable renew = () -> threads.workers().execute(this::renew);
                next = threads.timer().schedule(renew, Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel(false);
        }
    }

    private void renew() {
        lock.lock();
        try {
            if (closed || renewing) {
                return;
            }
            renewing = true;
        } finally {
            lock.unlock();
        }
        Link link = owner.connectedLink();
        try {
            if (link == null) {
                ended(null);
            } else {
                upload(fetch(), link);
            }
        } catch (TokenException e) {
            ended(null);
            renewIn(supply.pause());
        }
    }

    private void upload(TokenSet fresh, Link link) {
        TokenUpload started = new TokenUpload(link, fresh, threads.timer(), this);
        lock.lock();
        try {
            upload = started;
        } finally {
            lock.unlock();
        }
        if (owner.hold(link)) {
            started.start();
        } else {
            // Lost while the source was asked: the next connect presents these tokens.
            ended(started);
        }
    }

    /** Notes the end of an upload, or of a renewal that came to none; false if it was not the present one any more. */
    private boolean ended(TokenUpload done) {
        lock.lock();
        try {
            if (upload != done) {
                return false;
            }
            upload = null;
            renewing = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void uploaded(TokenUpload done, Instant until) {
        if (!ended(done)) {
            return;
        }
        Instant renewAt = state.uploaded();
        owner.release();
        owner.tell(new TokenRenewed(until));
        renewAt(renewAt);
    }

    @Override
    public void uploadFailed(TokenUpload failed, String reason) {
        owner.drop(failed.link(), reason);
    }

    /** Takes note of what the service says of the tokens. */
    void notice(TokenNotice notice) {
        if (notice.kind() == TokenNotice.Kind.EXPIRES) {
            renewIn(Duration.ZERO);
        } else {
            state.discard();
            invalidReason = notice.explanation();
            owner.tell(new TokenInvalid(notice.explanation()));
        }
    }

    /** Why the service closes, or has closed, the present link; null if it has not said that it is for a token. */
    String invalidReason() {
        return invalidReason;
    }

    /** How long the tokens live on; zero if there are none. */
    Duration left() {
        return state.left();
    }

    /** Why tokens cannot be renewed at present, or null. */
    String trouble() {
        return supply.trouble();
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            cancelNext();
        } finally {
            lock.unlock();
        }
        state.close();
    }
}
