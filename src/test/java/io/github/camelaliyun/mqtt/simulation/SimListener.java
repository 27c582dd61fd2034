package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionListener;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;

/** Hears the events of the connection, reads their words, and fails when it is told to. */
final class SimListener implements ConnectionListener {

    private final World world;
    private final OperatorWords words;
    private int fails;
    private int takeovers;

    SimListener(World world, OperatorWords words) {
        this.world = world;
        this.words = words;
    }

    /** It throws at the next events, so many of them. */
    void fail(int times) {
        fails = times;
    }

    /** How often a second holder of the clientId was told of. */
    int takeovers() {
        return takeovers;
    }

    @Override
    public void onEvent(ConnectionOptions connection, ConnectionEvent event) {
        world.tell(describe(event));
        world.usersCode("the listener");
        if (event instanceof ConnectionEvent.TakenOver) {
            takeovers++;
        }
        words.read(event);
        if (fails > 0) {
            fails--;
            throw new NoClassDefFoundError("an appender without its classes");
        }
    }

    /** What an event says, without what differs between two JVMs. */
    private static String describe(ConnectionEvent event) {
        return event.getClass().getSimpleName();
    }
}
