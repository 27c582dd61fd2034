package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicsTest {

    @ParameterizedTest
    @ValueSource(strings = {"test/oppo", "/", "test//x", "中文/主题"})
    void topicNamesThatMqttAllowsAreAllowed(String topic) {
        assertThatCode(() -> Topics.requireName(topic)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "test/+", "test/#", "a\0b", "a\ud800"})
    void topicNamesThatMqttForbidsAreRefused(String topic) {
        assertThatThrownBy(() -> Topics.requireName(topic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MQTT 3.1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test/#/x", "test/a#", "test/a+/x", ""})
    void malformedFiltersAreRefused(String filter) {
        assertThatThrownBy(() -> Topics.requireFilter(filter)).hasMessageContaining("MQTT 3.1.1");
    }

    @ParameterizedTest
    @CsvSource({
        "test/a,test/a,true",
        "test/a,test/b,false",
        "test/a,test/a/b,false",
        "test/+,test/a,true",
        "test/+,test/+,true",
        "test/+,test/,true",
        "test/a,test/+,false",
        "test/+,test/a/b,false",
        "test/+,test/#,false",
        "test/+,test,false",
        "+,test,true",
        "+/+,test/a,true",
        "+/+,test/#,false",
        "+/a,test/+,false",
        "test/+/c,test/b/c,true",
        "test/+/c,test/b/+,false",
        "test/#,test,true",
        "test/#,test/a/b,true",
        "test/#,test/+/x,true",
        "test/#,test/#,true",
        "test/#,test/a/#,true",
        "test/a/#,test/#,false",
        "test/#,other/#,false",
        "#,test/+/#,true",
        "+/#,test/a,true",
        "Test/#,test/a,false"
    })
    void aFilterContainsAnotherIfItMatchesWhateverThatOneDoes(String wide, String narrow, boolean contains) {
        assertThat(Topics.contains(wide, narrow)).isEqualTo(contains);
    }

    @ParameterizedTest
    @CsvSource({
        "#,$SYS/a,false",
        "#,$SYS/#,false",
        "+/a,$SYS/a,false",
        "+/#,$SYS/#,false",
        "$SYS/#,$SYS/a,true",
        "$SYS/+,$SYS/a,true",
        "#,a/$b,true"
    })
    void aWildcardInTheFirstLevelContainsNoTopicOfTheServers(String wide, String narrow, boolean contains) {
        assertThat(Topics.contains(wide, narrow)).isEqualTo(contains);
    }

    @ParameterizedTest
    @CsvSource({
        "$share/g/test/#,test/a,false",
        "$share/g/test/#,$share/g/test/a,false",
        "#,$share/g/test/a,false",
        "test/#,$share/g/test/a,false",
        "$share/g/test/a,$share/g/test/a,true"
    })
    void aSharedSubscriptionContainsNothingButItself(String wide, String narrow, boolean contains) {
        assertThat(Topics.contains(wide, narrow)).isEqualTo(contains);
    }

    @ParameterizedTest
    @CsvSource({"$share/g/test/a,true", "$share/g/#,true", "$shared/g/test,false", "$share,false", "test/$share/g,false"
    })
    void aSharedSubscriptionIsToldByItsFirstLevel(String filter, boolean shared) {
        assertThat(Topics.isShared(filter)).isEqualTo(shared);
    }

    @ParameterizedTest
    @CsvSource({
        "$share/g/test/+/a,test/+/a",
        "$share/g/#,#",
        "$share/g//a,/a",
        "$share/g,$share/g",
        "test/a,test/a",
        "$SYS/a,$SYS/a"
    })
    void topicNamesAreMatchedWithWhatFollowsTheGroup(String filter, String matched) {
        assertThat(Topics.matched(filter)).isEqualTo(matched);
    }
}
