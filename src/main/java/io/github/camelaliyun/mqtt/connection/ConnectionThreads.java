package io.github.camelaliyun.mqtt.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The threads that connections share; whoever made them ends them, after the connections are closed.
 *
 * @param timer for keep alive, backoff and timeouts; what runs on it returns at once
 * @param workers for the connections' own work, a reader for each included; must be able to grow, since one task may wait for
 *     another
 * @param callbacks for what the users of a connection do with the outcomes of their publishes; must be able to grow,
 *     since they may block
 */
public record ConnectionThreads(ScheduledExecutorService timer, Executor workers, Executor callbacks) {}
