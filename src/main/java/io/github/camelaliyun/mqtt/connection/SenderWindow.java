package io.github.camelaliyun.mqtt.connection;

/** The window of a {@link PublishSender}. */
interface SenderWindow {

    /** Has this run under the lock soon, or by {@link #settle}. Any thread may call; nothing blocks. */
    void note(Runnable event);

    /** The same, on a thread of the callbacks at the latest: nobody else may come by soon. */
    void noteAndSettleElsewhere(Runnable event);

    /** Runs what was noted, here. Any thread may call. */
    void settle();

    /** Runs this under the lock, after what was noted. Any thread may call. */
    void locked(Runnable task);
}
