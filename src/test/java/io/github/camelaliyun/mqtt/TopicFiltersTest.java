package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Subscription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicFiltersTest {

    @Test
    void aFilterAListAndAListWithQosAreUnderstood() {
        assertThat(TopicFilters.parse("test/oppo", 1)).containsExactly(new Subscription("test/oppo", 1));
        assertThat(TopicFilters.parse("test/oppo, test/alert/+", 0))
                .containsExactly(new Subscription("test/oppo", 0), new Subscription("test/alert/+", 0));
        assertThat(TopicFilters.parse("test/oppo=1,test/alert/#=0", 2))
                .containsExactly(new Subscription("test/oppo", 1), new Subscription("test/alert/#", 0));
    }

    @Test
    void aQosThatDoesNotExistAndAnEmptyFilterAreRefused() {
        assertThatThrownBy(() -> TopicFilters.parse("test/oppo=3", 1)).hasMessageContaining("must be 0, 1 or 2");
        assertThatThrownBy(() -> TopicFilters.parse("test/oppo,", 1)).hasMessageContaining("empty");
    }
}
