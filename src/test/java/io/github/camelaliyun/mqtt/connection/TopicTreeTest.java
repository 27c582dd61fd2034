package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class TopicTreeTest {

    private final TopicTree<String> tree = new TopicTree<>();

    @ParameterizedTest
    @CsvSource({
        "test/oppo,test/oppo,true",
        "test/oppo,test/oppo/x,false",
        "/test/+,/test/1,true",
        "/test/+,/test/1/2,false",
        "test/+/c,test/b/c,true",
        "test/+,test/,true",
        "test/#,test,true",
        "test/#,test/a/b,true",
        "test/#,other/a,false",
        "#,test/a,true",
        "#,$SYS/a,false",
        "+/a,$SYS/a,false",
        "$SYS/#,$SYS/a,true",
        "+,a,true",
        "+,a/b,false",
        "Test/a,test/a,false"
    })
    void filtersMatchAsSection47Defines(String filter, String topic, boolean matches) {
        tree.add(filter, "value");

        assertThat(tree.match(topic).contains("value")).isEqualTo(matches);
    }

    @Test
    void aValueWithSeveralMatchingFiltersIsFoundOnce() {
        tree.add("test/#", "both");
        tree.add("test/+", "both");
        tree.add("test/a", "other");

        assertThat(tree.match("test/a")).containsExactlyInAnyOrder("both", "other");
    }

    @Test
    void aRemovedFilterMatchesNoMore() {
        tree.add("test/#", "a");
        tree.add("test/#", "b");
        tree.remove("test/#", "a");

        assertThat(tree.match("test/x")).containsExactly("b");

        tree.remove("test/#", "b");
        assertThat(tree.match("test/x")).isEmpty();
    }

    @Test
    void filtersThatDoNotMatchCostNothing() {
        long few = medianNanos(treeOf(10));
        long many = medianNanos(treeOf(100_000));

        // A search through the filters would take thousands of times as long; a larger map's cache misses some.
        assertThat(many).isLessThan(50 * few);
    }

    private static TopicTree<Integer> treeOf(int filters) {
        TopicTree<Integer> large = new TopicTree<>();
        for (int i = 0; i < filters; i++) {
            large.add("test/device" + i + "/+/state", i);
        }
        return large;
    }

    private static long medianNanos(TopicTree<Integer> of) {
        long[] times = new long[2_001];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            assertThat(of.match("test/device7/a/state")).hasSize(1);
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
