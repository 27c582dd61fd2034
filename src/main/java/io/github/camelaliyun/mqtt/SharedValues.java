package io.github.camelaliyun.mqtt;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One value for each key, as long as somebody holds the value: what nobody uses any more takes no memory, however many keys there
 * have been. Any thread may call.
 *
 * @param <K> compared by value
 * @param <V> held weakly
 */
final class SharedValues<K, V> {

    private static final int FEW = 64;

    private final Map<K, WeakReference<V>> values = new HashMap<>();
    /** Looking through all at each new one would take long with many. */
    private int tidyAt = FEW;

    /**
     * Gets the value of a key.
     *
     * @param maker makes it if there is none, or null for none; called without a lock, and for nothing if another thread is faster
     */
    V get(K key, Function<K, V> maker) {
        V present = find(key);
        if (present != null) {
            return present;
        }
        V made = maker.apply(key);
        return made == null ? null : add(key, made);
    }

    private synchronized V find(K key) {
        WeakReference<V> present = values.get(key);
        return present == null ? null : present.get();
    }

    private synchronized V add(K key, V made) {
        V faster = find(key);
        if (faster != null) {
            return faster;
        }
        if (values.size() >= tidyAt) {
            values.values().removeIf(reference -> reference.get() == null);
            tidyAt = FEW + 2 * values.size();
        }
        values.put(key, new WeakReference<>(made));
        return made;
    }

    /** For tests: how many keys take memory. */
    synchronized int size() {
        return values.size();
    }
}
