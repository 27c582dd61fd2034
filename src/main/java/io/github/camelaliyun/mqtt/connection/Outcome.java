package io.github.camelaliyun.mqtt.connection;

/**
 * Is told what became of one delivery. Any thread may call; the first {@link #done} counts, the others change nothing. One
 * that is lost, so that nobody can call it any more, counts as a failure.
 */
public interface Outcome {

    /**
     * The subscriber can begin its next message; this one may go on elsewhere until {@link #done}. Implied by it, and by the
     * return of a method that throws.
     */
    void turnOver();

    /**
     * The delivery has ended.
     *
     * @param success whether the message is done with; if not, it is tried again after a pause
     */
    void done(boolean success);
}
