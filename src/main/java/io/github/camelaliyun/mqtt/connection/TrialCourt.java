package io.github.camelaliyun.mqtt.connection;

/** What {@link Trials} need to be carried out. Called under the window's lock where nothing else is said. */
interface TrialCourt {

    /** The link, if there is one and it may be sent on; else null. */
    Outlet link();

    /** Whether nothing is unacknowledged on the link. */
    boolean quiet();

    /** Sends a publish; false if it cannot be sent now. */
    boolean send(PendingPublish publish);

    /** A publish of QoS 0 has arrived, or at least nothing was heard to the contrary. */
    void finish(PendingPublish publish);

    /** The link has answered a ping: to be passed to {@link Trials#answered} under the lock. Any thread may call. */
    void answered(int attempt);

    /** A time that the trials asked for has come: to be passed to {@link Trials#timeUp} under the lock. */
    void timeUp(int attempt);

    /** Others may be sent again. */
    void resume();
}
