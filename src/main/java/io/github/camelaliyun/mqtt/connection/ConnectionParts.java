package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.ConnectFailed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.CredentialsLate;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Lost;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TakenOver;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.List;

/**
 * The parts of a connection, and how they are tied together: its methods are called by the parts, on lines' threads, workers
 * and the timer.
 */
final class ConnectionParts implements ConnectorListener, Inbound.Upstream, TokenHost {

    final ConnectionThreads threads;
    final Events events;
    final Connector connector;
    final PublishWindow window;
    final Inbound inbound;
    final Tokens tokens;
    final Tally tally = new Tally();
    private final ConnectionOptions options;
    private final PacketIds ids;
    /** What follows is for the tick alone: whether no identifier is free and none has been freed, and since when. */
    private boolean exhausted;

    private long exhaustedNanos;
    private long freedBefore;

    ConnectionParts(
            ConnectionOptions options,
            CredentialProcessor credentials,
            ConnectionThreads threads,
            ConnectionListener listener) {
        this.options = options;
        this.threads = threads;
        this.events = new Events(options, threads, listener);
        this.ids = new PacketIds(threads.random());
        this.connector = new Connector(options, credentials, threads, ids, this);
        this.inbound = new Inbound(options, threads, tally, this, this::ask);
        this.tokens = credentials instanceof TokenAuthentication authentication
                ? new TokenKeeper(authentication, options.clientId(), threads, ids, this)
                : new NoTokens(credentials, options.clientId());
        this.window = new PublishWindow(options, ids, threads, tally, gate());
    }

    private PublishGate gate() {
        return new PublishGate() {
            @Override
            public boolean passes(String topic) throws MqttConnectionException {
                return mayPublish(topic);
            }

            @Override
            public boolean isOpening() {
                Lifecycle.Snapshot now = connector.snapshot();
                return now.lastError() == null
                        && (now.state() == ConnectionState.DISCONNECTED || now.state() == ConnectionState.CONNECTING);
            }

            @Override
            public String trouble() {
                return connector.snapshot().lastError();
            }
        };
    }

    boolean mayPublish(String topic) throws MqttConnectionException {
        return tokens.mayPublish(topic);
    }

    private void ask() {
        window.sendBetween(inbound::ask);
    }

    /** Twice a second. */
    void tick() {
        threads.guarded(connector::tick);
        threads.guarded(window::expire);
        threads.guarded(inbound::tick);
        threads.guarded(this::leaveIfExhausted);
    }

    /**
     * A server that answers PINGREQ and acknowledges nothing keeps every identifier in use, and nothing that needs one could
     * be sent any more: most are free on the next link.
     */
    private void leaveIfExhausted() {
        Link link = connector.connectedLink();
        long freed = ids.freed();
        if (!exhausted || link == null || !ids.isExhausted() || freed != freedBefore) {
            exhausted = link != null && ids.isExhausted();
            exhaustedNanos = threads.now();
            freedBefore = freed;
        } else if (threads.now() - exhaustedNanos >= options.publishTimeout().toNanos()) {
            exhausted = false;
            connector.drop(
                    link,
                    "all " + PacketIds.HIGHEST
                            + " packet identifiers wait for an acknowledgement, and the server has sent none for "
                            + Reports.inWords(options.publishTimeout()) + ", though it answers PINGREQ");
        }
    }

    @Override
    public Credentials credentials() throws Exception {
        return tokens.present();
    }

    @Override
    public void onCredentialsRefused() {
        tokens.refused();
    }

    @Override
    public void onLinkUp(Link link, boolean sessionPresent) {
        tokens.linkUp();
        if (!sessionPresent) {
            window.sessionGone();
        }
        inbound.linkUp(link, sessionPresent);
        window.linkUp(link);
        ask();
    }

    @Override
    public LinkEnd onLinkDown(Link link, boolean closedByServer) {
        tokens.linkDown();
        List<String> unanswered = inbound.linkDown(link);
        LinkEnd end = window.linkDown(link, closedByServer, !unanswered.isEmpty());
        return closedByServer ? end.withSubscribing(unanswered) : end;
    }

    @Override
    public void corrected() {
        connector.attempts.corrected();
    }

    @Override
    public String announcedReason() {
        return tokens.invalidReason();
    }

    @Override
    public void onArrived(Link link, Packet.Publish publish) {
        if (tokens.takes(publish)) {
            inbound.answer(link, publish);
        } else {
            inbound.arrived(link, publish);
        }
    }

    @Override
    public void onOversized(Link link, Packet.Oversized publish) {
        inbound.oversized(link, publish);
    }

    @Override
    public void onReleased(Link link, int packetId) {
        inbound.released(link, packetId);
    }

    @Override
    public void onAnswered() {
        window.settle();
    }

    @Override
    public Outlet connectedLink() {
        return connector.connectedLink();
    }

    @Override
    public boolean maySubscribe(String filter) {
        return tokens.covers(filter);
    }

    @Override
    public String refusalOf(String filter) {
        return tokens.refusalOf(filter);
    }

    @Override
    public boolean expectsAnswer() {
        return ids.expected() > 0;
    }

    @Override
    public void fetch(Link link, int left) {
        connector.fetch(link, left);
    }

    /**
     * Not here: it is called under the lock of what comes in, and for tokens while the window has its lock; the end of a link
     * concerns everybody.
     */
    @Override
    public void drop(Outlet link, String reason) {
        threads.work(() -> connector.drop(link, reason));
    }

    @Override
    public boolean hold(Outlet link) {
        return window.hold(link);
    }

    @Override
    public void release() {
        window.release();
        ask();
    }

    @Override
    public void coverChanged() {
        window.tryWaiting();
        ask();
    }

    private static boolean isOfNoLink(ConnectionEvent event) {
        return event instanceof ConnectFailed
                || event instanceof Lost
                || event instanceof TakenOver
                || event instanceof CredentialsLate;
    }

    @Override
    public void tell(ConnectionEvent event) {
        events.tell(event);
        if (isOfNoLink(event)) {
            window.linkFailed();
        }
    }
}
