package io.github.camelaliyun.mqtt;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SharedValuesTest {

    private final SharedValues<String, Object> values = new SharedValues<>();

    @Test
    void equalKeysHaveOneValueWhileItIsHeld() {
        Object first = values.get("key", key -> new Object());

        assertThat(values.get("key", key -> new Object())).isSameAs(first);
        assertThat(values.get("other", key -> new Object())).isNotSameAs(first);
    }

    @Test
    void aKeyWithoutAValueIsAskedForAgain() {
        assertThat(values.get("key", key -> null)).isNull();
        assertThat(values.get("key", key -> "value")).isEqualTo("value");
    }

    @Test
    void aMakerThatIsOvertakenByAnotherGetsTheValueOfTheOther() {
        Object[] faster = new Object[1];
        Object slower = values.get("key", key -> {
            faster[0] = values.get(key, other -> new Object());
            return new Object();
        });

        assertThat(slower).isSameAs(faster[0]);
    }

    @Test
    void whatNobodyHoldsTakesNoMemory() {
        List<Object> held = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            held.add(values.get("held " + i, key -> new Object()));
        }
        WeakReference<Object> latest = null;
        for (int i = 0; i < 10_000; i++) {
            latest = new WeakReference<>(values.get("free " + i, key -> new Object()));
        }
        WeakReference<Object> last = latest;
        Awaitility.await().until(() -> {
            System.gc();
            return last.get() == null;
        });
        // Tidied when there are as many again.
        for (int i = 0; i < 20_000; i++) {
            values.get("more " + i, key -> "one and the same");
        }

        assertThat(values.size()).isLessThan(21_000);
        assertThat(values.get("held 7", key -> new Object())).isSameAs(held.get(7));
    }
}
