package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.ProxyServer;
import io.github.camelaliyun.mqtt.wire.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
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
        wire.onFind = uri -> new CompletableFuture<>();
        connection.open();
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING);
        rig.timer.advance(ConnectRig.CONNECT_TIMEOUT);

        assertThat(connection.status().lastError()).contains("no address of the server within 3000 ms");
        answersAgain();
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
        connection.close();
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
        wire.onFind = uri -> switch (how) {
            case "throws" -> throw new StackOverflowError("says the test");
            case "returns null" -> null;
            case "fails with an error" -> CompletableFuture.failedFuture(new OutOfMemoryError("says the test"));
            case "fails later" -> later;
            case "finds nothing" -> CompletableFuture.completedFuture(null);
            default -> CompletableFuture.completedFuture(List.of(way(1)));
        };
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
        rig.timer.advance(LONGEST_BACKOFF);
        assertThat(wire.ways).contains(way(9));
    }

    private void connect() {
        wire.latest().open();
        wire.latest().deliver(new Packet.Connack(false, 0));
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    private static Way proxied(int last) {
        return new Way(
                SERVER,
                way(last).address(),
                new ProxyServer(ProxyServer.Kind.HTTP, "proxy.example", 3128, "gate", "secret"));
    }

    private static Way way(int last) {
        try {
            return new Way(SERVER, InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), null);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
