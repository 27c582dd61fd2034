package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.InboundMessage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What one consumer has received and not begun with. It begins messages in their order, at most so many at once, on
 * the executor; while a message waits for something asynchronous no thread waits with it.
 */
final class Mailbox {

    /** Starts to process a message and calls back when it is done, then or later, on any thread. */
    interface Handler {
        void process(InboundMessage message, Runnable done);
    }

    /** Back-pressure at QoS 1 and 2 is the withheld acknowledgement; at QoS 0 there is none, so this is the bound. */
    static final int MAX_QOS0 = 10_000;

    private final Executor executor;
    private final int concurrency;
    private final Handler handler;
    private final Consumer<InboundMessage> overflow;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Deque<InboundMessage> waiting = new ArrayDeque<>();
    private int active;
    private boolean open;

    Mailbox(Executor executor, int concurrency, Handler handler, Consumer<InboundMessage> overflow) {
        this.executor = executor;
        this.concurrency = concurrency;
        this.handler = handler;
        this.overflow = overflow;
    }

    /** Never blocks. */
    void offer(InboundMessage message) {
        boolean dropped;
        lock.lock();
        try {
            dropped = message.qos() == 0 && waiting.size() >= MAX_QOS0;
            if (!dropped) {
                waiting.add(message);
            }
            begin(1);
        } finally {
            lock.unlock();
        }
        if (dropped) {
            overflow.accept(message);
        }
    }

    /** Begins, or begins again, to hand out messages. */
    void open() {
        lock.lock();
        try {
            open = true;
            begin(waiting.size());
        } finally {
            lock.unlock();
        }
    }

    /** Hands out nothing more; what has begun goes on. */
    void shut() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
    }

    /** Empties the shut mailbox. */
    List<InboundMessage> takeAll() {
        lock.lock();
        try {
            List<InboundMessage> rest = new ArrayList<>(waiting);
            waiting.clear();
            return rest;
        } finally {
            lock.unlock();
        }
    }

    /** Adds turns for so many messages as far as the concurrency allows; one that finds nothing left just ends. */
    private void begin(int messages) {
        for (int i = 0; i < messages && open && active < concurrency; i++) {
            active++;
            executor.execute(this::run);
        }
    }

    private void run() {
        InboundMessage message = take();
        while (message != null) {
            Turn turn = new Turn();
            handler.process(message, turn);
            if (!turn.finishedInline()) {
                return;
            }
            message = take();
        }
    }

    private InboundMessage take() {
        lock.lock();
        try {
            InboundMessage next = open ? waiting.poll() : null;
            if (next == null) {
                active--;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a message that was done before {@code process} returned go on in the same loop, without recursion. */
    private final class Turn implements Runnable {
        private boolean done;
        private boolean left;

        @Override
        public void run() {
            synchronized (this) {
                done = true;
                if (!left) {
                    return;
                }
            }
            executor.execute(Mailbox.this::run);
        }

        synchronized boolean finishedInline() {
            left = !done;
            return done;
        }
    }
}
