package io.github.camelaliyun.mqtt.wire;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class ConnectTurnsTest {

    private static final InetSocketAddress SERVER = InetSocketAddress.createUnresolved("server.example", 1883);
    private static final InetSocketAddress OTHER = InetSocketAddress.createUnresolved("other.example", 1883);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(20);

    private final EventLoop loop = new DefaultEventLoop();
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final Map<String, ConnectTurns.Turn> given = new HashMap<>();

    @AfterEach
    void endTheThread() throws Exception {
        loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
        assertThat(loop.awaitTermination(20, SECONDS)).isTrue();
    }

    @Test
    void aConnectWithoutADescriptorGivesItsTurnOn() {
        try (ChildJvm program = ChildJvm.startWithDescriptors(DescriptorProgram.MOST, DescriptorProgram.class)) {
            program.awaitLine("the next one has connected", Duration.ofSeconds(30));
        }
    }

    @Test
    void soManyAreUnderWayAtOnceAndTheOthersFollowInOrder() throws Exception {
        ConnectTurns turns = new ConnectTurns(2, NEVER);
        for (String name : List.of("a", "b", "c", "d", "e")) {
            ask(turns, name, SERVER, NEVER);
        }
        assertThat(begun).containsExactly("a", "b");

        end("b");
        assertThat(begun).containsExactly("a", "b", "c");
        end("b");
        assertThat(begun).containsExactly("a", "b", "c");
        end("a");
        end("c");
        assertThat(begun).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aServerThatIsConnectedToKeepsNoOtherWaiting() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, NEVER);
        ask(turns, "a", SERVER, NEVER);
        ask(turns, "b", SERVER, NEVER);
        ask(turns, "c", OTHER, NEVER);
        assertThat(begun).containsExactly("a", "c");
    }

    @Test
    void anotherEventLoopHasTurnsOfItsOwn() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, NEVER);
        ask(turns, "a", SERVER, NEVER);
        EventLoop second = new DefaultEventLoop();
        try {
            second.submit(() -> turns.of(second, SERVER, NEVER, () -> begun.add("b"))
                            .begin())
                    .get(20, SECONDS);
            assertThat(begun).containsExactly("a", "b");
        } finally {
            second.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
            assertThat(second.awaitTermination(20, SECONDS)).isTrue();
        }
    }

    /** As one whose packets are dropped on the way to the server. */
    @Test
    void aConnectWithoutAnAnswerCountsForAWhileOnly() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, SOON);
        ask(turns, "a", SERVER, NEVER);
        ask(turns, "b", SERVER, NEVER);
        await().atMost(20, SECONDS).until(() -> begun.equals(List.of("a", "b")));
    }

    @Test
    void whoHasWaitedLongEnoughGoesWithoutATurn() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, NEVER);
        ask(turns, "a", SERVER, NEVER);
        ask(turns, "b", SERVER, NEVER);
        ask(turns, "c", SERVER, SOON);
        await().atMost(20, SECONDS).until(() -> begun.equals(List.of("a", "c")));

        end("a");
        assertThat(begun).containsExactly("a", "c");
        end("c");
        assertThat(begun).containsExactly("a", "c", "b");
    }

    @Test
    void whoEndsBeforeItsTurnNeverBegins() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, NEVER);
        ask(turns, "a", SERVER, NEVER);
        ask(turns, "b", SERVER, NEVER);
        end("b");
        ask(turns, "c", SERVER, NEVER);
        end("a");
        assertThat(begun).containsExactly("a", "c");
    }

    @Test
    void aConnectThatThrowsKeepsNoTurn() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, SOON);
        ask(turns, "a", SERVER, NEVER);
        ask(turns, "b", SERVER, NEVER, () -> {
            throw new IllegalStateException("says the test");
        });
        ask(turns, "c", SERVER, NEVER);
        await().atMost(20, SECONDS).until(() -> begun.equals(List.of("a", "c")));
    }

    /** As where there is no route to the server. */
    @Test
    void manyThatEndAtOnceTakeNoStack() throws Exception {
        int many = 100_000;
        ConnectTurns turns = new ConnectTurns(1, NEVER);
        ask(turns, "first", SERVER, NEVER);
        for (int i = 0; i < many; i++) {
            String name = "number " + i;
            ask(turns, name, SERVER, NEVER, () -> given.remove(name).end());
        }
        end("first");
        ask(turns, "last", SERVER, NEVER);
        assertThat(begun).containsExactly("first", "last");
    }

    /** A name may have others each day. */
    @Test
    void anAddressThatNobodyConnectsToIsForgotten() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, NEVER);
        WeakReference<InetSocketAddress> address = new WeakReference<>(new InetSocketAddress("127.0.0.1", 1883));
        onLoop(() -> {
            ConnectTurns.Turn turn = turns.of(loop, address.get(), NEVER, () -> {});
            turn.begin();
            turn.end();
            return null;
        });
        await().atMost(20, SECONDS).until(() -> {
            System.gc();
            return address.get() == null;
        });
    }

    private void ask(ConnectTurns turns, String name, InetSocketAddress address, Duration patience) throws Exception {
        ask(turns, name, address, patience, () -> begun.add(name));
    }

    private void ask(ConnectTurns turns, String name, InetSocketAddress address, Duration patience, Runnable connect)
            throws Exception {
        onLoop(() -> {
            ConnectTurns.Turn turn = turns.of(loop, address, patience, connect);
            given.put(name, turn);
            turn.begin();
            return null;
        });
    }

    private void end(String name) throws Exception {
        onLoop(() -> {
            given.get(name).end();
            return null;
        });
    }

    private void onLoop(Callable<?> task) throws Exception {
        loop.submit(task).get(20, SECONDS);
    }
}
