package io.github.camelaliyun.mqtt.stress;

import io.github.camelaliyun.mqtt.connection.Delivery;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.connection.Subscriber;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.connection.Subscription;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends its messages in every way there is: at once or elsewhere, in and out of turn, once and twice. */
final class RacingSubscriber implements Subscriber {

    private static final int WAYS = 7;

    private final String name;
    private final SubscriberOptions options;
    private final Executor threads;
    private final Random random;
    private final boolean failing;
    private final AtomicInteger atOnce = new AtomicInteger();
    /** The most that were in progress at once. */
    final AtomicInteger most = new AtomicInteger();

    /** If there is one, what has begun ends when it opens. */
    volatile CountDownLatch gate;

    /** The numbers that are about to be said to have ended. */
    final Set<Integer> ended = ConcurrentHashMap.newKeySet();

    /** By number: how often it was begun. */
    final Map<Integer, AtomicInteger> begun = new ConcurrentHashMap<>();

    RacingSubscriber(
            String name, int concurrency, int maxInProgress, Executor threads, Random random, boolean failing) {
        this.name = name;
        this.options = new SubscriberOptions(concurrency, maxInProgress, 0, Duration.ofMinutes(5), WhenStopped.KEEP);
        this.threads = threads;
        this.random = new Random(random.nextLong());
        this.failing = failing;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Subscription> subscriptions() {
        return List.of(new Subscription(Rig.TOPIC, 2));
    }

    @Override
    public SubscriberOptions options() {
        return options;
    }

    @Override
    public void process(Delivery delivery, Outcome outcome) {
        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        int number = RacingServer.number(delivery.message().payload());
        int times = begun.computeIfAbsent(number, none -> new AtomicInteger()).incrementAndGet();
        int way;
        long seed;
        synchronized (random) {
            way = random.nextInt(WAYS);
            seed = random.nextLong();
        }
        Random own = new Random(seed);
        if (failing && times == 1 && way == 0) {
            end(number);
            outcome.done(false);
            return;
        }
        CountDownLatch closed = gate;
        if (closed != null) {
            threads.execute(() -> {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                outcome.done(true);
            });
            return;
        }
        switch (way) {
            case 0, 1 -> {
                end(number);
                outcome.done(true);
            }
            case 2 -> {
                threads.execute(() -> {
                    Rounds.spin(own);
                    end(number);
                    outcome.done(true);
                });
            }
            case 3 -> {
                threads.execute(() -> {
                    Rounds.spin(own);
                    end(number);
                    outcome.done(true);
                });
                outcome.turnOver();
            }
            case 4 -> {
                threads.execute(() -> {
                    outcome.turnOver();
                    Rounds.spin(own);
                    end(number);
                    outcome.done(true);
                });
            }
            case 5 -> {
                AtomicInteger first = new AtomicInteger();
                Runnable either = () -> {
                    synchronized (first) {
                        if (first.getAndIncrement() == 0) {
                            end(number);
                        }
                    }
                    outcome.done(true);
                };
                threads.execute(either);
                threads.execute(either);
            }
            default -> {
                threads.execute(() -> {
                    outcome.turnOver();
                    outcome.turnOver();
                });
                threads.execute(() -> {
                    Rounds.spin(own);
                    end(number);
                    outcome.done(true);
                });
                Rounds.spin(own);
            }
        }
    }

    private void end(int number) {
        atOnce.decrementAndGet();
        ended.add(number);
    }

    int begun(int number) {
        AtomicInteger times = begun.get(number);
        return times == null ? 0 : times.get();
    }

    @Override
    public boolean diverts(Diversion why) {
        return false;
    }

    @Override
    public void divert(Delivery delivery, Diversion why, Outcome outcome) {
        throw new IllegalStateException();
    }

    @Override
    public void onRefused(Subscription subscription, String reason) {
        // A round may let more time pass than the server has for its answer.
    }
}
