package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.ProxyServer;
import io.github.camelaliyun.mqtt.wire.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** The addresses of a server's name are looked up at each attempt, and each of them is tried. */
class AddressesInTurnTest {

    private static final String SERVER = "tcp://broker.example:1883";
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(40);
    private static final int REFUSED = 5;

    private final ConnectRig rig = new ConnectRig();
    private final ScriptedWire wire = rig.wire;
    private final MqttConnection connection = rig.connection(List.of(SERVER), "GID_test@@@1", 4);

    @Test
    void theSecondAddressIsTriedWhenTheFirstGivesNoConnack() {
        wire.onFind = uri -> CompletableFuture.completedFuture(List.of(way(1), way(2)));
        connection.open();
        wire.latest().open();
        rig.timer.advance(ConnectRig.CONNECT_TIMEOUT);

        assertThat(wire.ways).containsExactly(way(1), way(2));
        connect();
    }

    @Test
    void eachAddressHasItsReason() {
        wire.onFind = uri -> CompletableFuture.completedFuture(List.of(way(1), way(2), way(3)));
        connection.open();
        wire.latest().closeBy(new SocketException("one"));
        wire.latest().closeBy(new SocketException("other"));
        wire.latest().closeBy(new SocketException("one"));

        assertThat(connection.status().lastError())
                .contains(SERVER + " (127.0.0.1, 127.0.0.3): the network connection broke (one)")
                .contains(SERVER + " (127.0.0.2): the network connection broke (other)");
    }

    @Test
    void ofOneServerBehindAProxyTheProxyIsToldAndTheServerIsNotRepeated() {
        wire.onFind = uri -> CompletableFuture.completedFuture(List.of(proxied(1), proxied(2)));
        connection.open();
        wire.latest().closeBy(new SocketException("no"));
        wire.latest().closeBy(new SocketException("no"));

        assertThat(connection.status().lastError())
                .isEqualTo("through the proxy http://proxy.example:3128: the network connection broke (no)");
    }

    @Test
    void aServerThatHasDeclinedIsNotAskedAtItsOtherAddresses() {
        wire.onFind = uri -> CompletableFuture.completedFuture(List.of(way(1), way(2)));
        connection.open();
        wire.latest().open();
        wire.latest().deliver(new Packet.Connack(false, REFUSED));

        assertThat(wire.ways).containsExactly(way(1));
        assertThat(connection.state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void namesAreLookedUpAnewAtTheNextAttempt() {
        wire.onFind = uri -> CompletableFuture.completedFuture(List.of(way(1)));
        connection.open();
        wire.latest().closeBy(new SocketException("moved"));
        wire.onFind = uri -> CompletableFuture.completedFuture(List.of(way(2)));
        rig.timer.advance(LONGEST_BACKOFF);

        assertThat(wire.ways).contains(way(2));
    }

    @Test
    void aResolverThatDoesNotAnswerIsNotWaitedForLongerThanTheTimeout() {
        CompletableFuture<List<Way>> never = new CompletableFuture<>();
        wire.onLookUp = way -> never;
        connection.open();
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING);
        rig.timer.advance(ConnectRig.CONNECT_TIMEOUT);

        assertThat(connection.status().lastError()).contains("no address of the server within 3000 ms");
        // So the wire knows that nobody waits any more.
        assertThat(never).isDone();
        answersAgain();
    }

    @Test
    void aChoiceOfProxiesThatDoesNotAnswerIsNamed() {
        CompletableFuture<List<Way>> never = new CompletableFuture<>();
        wire.onFind = uri -> never;
        connection.open();
        rig.timer.advance(ConnectRig.CONNECT_TIMEOUT);

        assertThat(connection.status().lastError())
                .contains("no answer of the JVM's ProxySelector or Authenticator within 3000 ms");
        assertThat(never).isDone();
        answersAgain();
    }

    /** Whichever of them it is, each has its own time. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aWayWhoseNameDoesNotComeKeepsTheOthersFromNothing(int slow) {
        List<Way> ways =
                List.of(through("one.example", null), new Way(SERVER, null, null), through("two.example", null));
        wire.onFind = uri -> CompletableFuture.completedFuture(ways);
        wire.onLookUp = way -> way.equals(ways.get(slow))
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(List.of(way));
        connection.open();
        for (int i = 0; i < 3; i++) {
            if (i == slow) {
                rig.timer.advance(ConnectRig.CONNECT_TIMEOUT);
            } else {
                assertThat(wire.latest().cut).isNull();
                wire.latest().closeBy(new SocketException("no"));
            }
        }

        assertThat(wire.ways).hasSize(2).doesNotContain(ways.get(slow)).isSubsetOf(ways);
        assertThat(connection.status().lastError())
                .contains("no address of the "
                        + List.of("proxy one.example", "server", "proxy two.example")
                                .get(slow) + " within 3000 ms")
                .contains("the network connection broke (no)");
    }

    /** A server's own name may be unknown, or slow to be so, behind a proxy. */
    @Test
    void whileOneWayWorksNoOtherIsLookedUp() {
        Way proxied = through("proxy.example", null);
        List<Way> asked = new ArrayList<>();
        wire.onFind = uri -> CompletableFuture.completedFuture(List.of(proxied, new Way(SERVER, null, null)));
        wire.onLookUp = way -> {
            asked.add(way);
            return CompletableFuture.completedFuture(List.of(way));
        };
        connection.open();
        connect();

        assertThat(asked).containsExactly(proxied);
    }

    @Test
    void eachProxyThatIsNotKnownIsTold() {
        wire.onFind = uri ->
                CompletableFuture.completedFuture(List.of(through("one.example", null), through("two.example", null)));
        wire.onLookUp = way ->
                CompletableFuture.failedFuture(new IOException(way.proxy().host() + " is not known"));
        connection.open();

        assertThat(connection.status().lastError())
                .contains("through the proxy http://one.example:3128): one.example is not known")
                .contains("through the proxy http://two.example:3128): two.example is not known");
    }

    @Test
    void anAnswerOfTheResolverThatComesTooLateChangesNothing() {
        CompletableFuture<List<Way>> late = new CompletableFuture<>();
        wire.onFind = uri -> late;
        connection.open();
        rig.timer.advance(ConnectRig.CONNECT_TIMEOUT);
        late.complete(List.of(way(1)));

        assertThat(wire.ways).isEmpty();
        answersAgain();
    }

    @Test
    void aConnectionThatIsClosedWhileItsNameIsLookedUpOpensNoLine() {
        CompletableFuture<List<Way>> later = new CompletableFuture<>();
        wire.onFind = uri -> later;
        connection.open();
        TestConnections.close(connection);
        later.complete(List.of(way(1)));

        assertThat(wire.ways).isEmpty();
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void aNameThatIsNotKnownIsTold() {
        wire.onFind = uri -> CompletableFuture.failedFuture(new UnknownHostException("broker.example"));
        connection.open();

        assertThat(connection.status().lastError()).contains("the host name broker.example is not known");
        answersAgain();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"throws", "returns null", "fails with an error", "fails later", "finds nothing", "opens badly"})
    void whateverGoesWrongEndsOneAttempt(String how) {
        CompletableFuture<List<Way>> later = new CompletableFuture<>();
        wire.onFind = uri -> goesWrong(how, later);
        endsOneAttempt(how, later);
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "returns null", "fails with an error", "fails later", "finds nothing"})
    void whateverGoesWrongWithANameEndsOneAttempt(String how) {
        CompletableFuture<List<Way>> later = new CompletableFuture<>();
        wire.onLookUp = way -> goesWrong(how, later);
        endsOneAttempt(how, later);
    }

    private static CompletableFuture<List<Way>> goesWrong(String how, CompletableFuture<List<Way>> later) {
        return switch (how) {
            case "throws" -> throw new StackOverflowError("says the test");
            case "returns null" -> null;
            case "fails with an error" -> CompletableFuture.failedFuture(new OutOfMemoryError("says the test"));
            case "fails later" -> later;
            case "finds nothing" -> CompletableFuture.completedFuture(null);
            default -> CompletableFuture.completedFuture(List.of(way(1)));
        };
    }

    private void endsOneAttempt(String how, CompletableFuture<List<Way>> later) {
        if (how.equals("opens badly")) {
            wire.onOpen = () -> {
                throw new OutOfMemoryError("says the test");
            };
        }
        connection.open();
        later.completeExceptionally(new NoClassDefFoundError("says the test"));

        assertThat(connection.state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(connection.status().lastError()).isNotBlank();
        answersAgain();
    }

    private void answersAgain() {
        wire.onOpen = () -> {};
        wire.onFind = uri -> CompletableFuture.completedFuture(List.of(way(9)));
        wire.onLookUp = way -> CompletableFuture.completedFuture(List.of(way));
        rig.timer.advance(LONGEST_BACKOFF);
        assertThat(wire.ways).contains(way(9));
    }

    private void connect() {
        wire.latest().open();
        wire.latest().deliver(new Packet.Connack(false, 0));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    private static Way proxied(int last) {
        return through("proxy.example", way(last).address());
    }

    private static Way through(String proxy, InetAddress address) {
        return new Way(SERVER, address, new ProxyServer(ProxyServer.Kind.HTTP, proxy, 3128, "gate", "secret"));
    }

    private static Way way(int last) {
        try {
            return new Way(SERVER, InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), null);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
