package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** When a line that waits for its turn to connect gets it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyWireTurnsTest extends NettyWireRig {

    /** More than its backlog takes would be dropped, and try again a second later. */
    @Test
    void theNextConnectIsBegunWhenTheServerHasAnsweredOneOrOneHasEnded() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, Duration.ofHours(1));
        LineOptions patient = options(TlsSource.OF_JVM, Duration.ofHours(1));
        EventLoop loop = loops.next();
        List<RecordingListener> listeners = Stream.concat(
                        Stream.of(listener),
                        Stream.generate(RecordingListener::new).limit(3))
                .toList();
        List<NettyLine> lines =
                listeners.stream().map(each -> line(loop, turns, patient, each)).toList();
        lines.forEach(NettyLine::open);
        Socket first = accept();
        listeners.get(0).awaitEvent("opened");
        assertNobodyConnects();

        say(first, "20020000");
        Socket second = accept();
        listeners.get(1).awaitEvent("opened");
        assertNobodyConnects();

        lines.get(2).cut(cutByTest);
        assertThat(listeners.get(2).awaitClosed()).isSameAs(cutByTest);
        second.close();
        listeners.get(1).awaitClosed();
        accept();
        listeners.get(3).awaitEvent("opened");
        assertNobodyConnects();

        lines.forEach(line -> line.cut(cutByTest));
        for (RecordingListener each : listeners) {
            each.awaitClosed();
        }
    }

    /** As without a route to the server. */
    @Test
    void aConnectThatFailsAtOnceGivesItsTurnOn() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, Duration.ofHours(1));
        EventLoop loop = loops.next();
        Way nowhere = new Way("tcp://255.255.255.255:1883", InetAddress.getByName("255.255.255.255"), null);
        List<RecordingListener> listeners = Stream.concat(
                        Stream.of(listener),
                        Stream.generate(RecordingListener::new).limit(2))
                .toList();
        for (RecordingListener each : listeners) {
            line(loop, turns, nowhere, options(TlsSource.OF_JVM, Duration.ofHours(1)), each)
                    .open();
        }
        for (RecordingListener each : listeners) {
            assertThat(each.awaitClosed()).isInstanceOf(SocketException.class);
        }
    }

    /** To begin the next one's needs memory. */
    @Test
    void theEndOfALineIsToldThoughTheNextOneCannotBegin() throws Exception {
        AtomicBoolean noMemory = new AtomicBoolean();
        ConnectTurns turns = new ConnectTurns(1, Duration.ofHours(1));
        EventLoop real = loops.next();
        EventLoop loop = (EventLoop) Proxy.newProxyInstance(
                EventLoop.class.getClassLoader(), new Class<?>[] {EventLoop.class}, (proxy, method, arguments) -> {
                    if (noMemory.get() && method.getName().equals("schedule")) {
                        throw new OutOfMemoryError("says the test");
                    }
                    return method.invoke(real, arguments);
                });
        RecordingListener next = new RecordingListener();
        line(loop, turns, options(TlsSource.OF_JVM, Duration.ofHours(1)), listener)
                .open();
        Socket first = accept();
        listener.awaitEvent("opened");
        NettyLine waiting = line(loop, turns, options(TlsSource.OF_JVM, Duration.ofHours(1)), next);
        waiting.open();
        real.submit(() -> {}).get(20, SECONDS);
        noMemory.set(true);
        first.close();

        listener.awaitClosed();
        noMemory.set(false);
        accept();
        next.awaitEvent("opened");
        waiting.cut(cutByTest);
        next.awaitClosed();
    }

    @Test
    void aConnectThatThrowsGivesItsTurnOn() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, Duration.ofHours(1));
        EventLoop loop = loops.next();
        // More milliseconds than there are numbers.
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        line(loop, turns, options(TlsSource.OF_JVM, endless), listener).open();
        assertThat(listener.awaitClosed()).isInstanceOf(ArithmeticException.class);

        RecordingListener next = new RecordingListener();
        line(loop, turns, options(TlsSource.OF_JVM, Duration.ofHours(1)), next).open();
        accept().close();
        next.awaitClosed();
    }
}
