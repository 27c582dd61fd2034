package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.OutboundMessage;
import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.connection.Topics;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.P2pTopic;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import io.github.camelaliyun.mqtt.service.SettingText;
import io.github.camelaliyun.mqtt.service.SystemTopics;
import org.apache.camel.component.paho.PahoConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the service answers by closing the connection without a word, said here before it happens. Each message names
 * the setting or topic, the rule, and what to do.
 *
 * @see <a href="https://help.aliyun.com/document_detail/63620.html">Limits</a>
 * @see <a href="https://www.alibabacloud.com/help/apsaramq-for-mqtt/mqtt-upgraded/developer-reference/mqtt-5-0-overview">Features that are not supported</a>
 */
final class ServiceRules {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceRules.class);

    /** Topics that the log has a line about; after so many it has no more. */
    private static final int MOST_TOLD = 100;

    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private ServiceRules() {}

    /** Checks the options of an endpoint, at startup. */
    static void checkOptions(String topic, PahoConfiguration options) {
        if (options.getWillTopic() != null || options.getWillPayload() != null) {
            throw new InvalidSettingException(
                    "willTopic",
                    "and " + InvalidSettingException.named("willPayload") + " cannot be set",
                    "the service does not support will messages; take its online and offline notices instead, and"
                            + " remove these options");
        }
        if (options.isRetained()) {
            throw retained(topic);
        }
        requireQosOfSession("qos of '" + Printable.of(topic) + "'", options.getQos(), options.isCleanSession());
    }

    /** Checks what a consumer subscribes to, at startup. */
    static void checkSubscriptions(List<Subscription> subscriptions, boolean cleanSession) {
        for (Subscription subscription : subscriptions) {
            String filter = subscription.filter();
            if (Topics.isShared(filter)) {
                throw new IllegalArgumentException(
                        "topic filter '" + Printable.of(filter) + "': the service does not support shared"
                                + " subscriptions; let one route consume, or split by topic");
            }
            requireClean("topic filter", filter);
            requireNoDollar("topic filter", filter);
            requireParent(filter);
            requireLength("topic filter", filter);
            requireQosOfSession("QoS of topic filter '" + Printable.of(filter) + "'", subscription.qos(), cleanSession);
        }
    }

    /** Checks one message to publish; the exchange fails and the connection lives. */
    static void checkMessage(OutboundMessage message, boolean cleanSession) {
        requireQosOfSession("QoS of a message to '" + Printable.of(message.topic()) + "'", message.qos(), cleanSession);
        if (message.retained()) {
            throw retained(message.topic());
        }
        requireClean("topic", message.topic());
        requireNoDollar("topic", message.topic());
        requireLength("topic", message.topic());
        if (message.payload().length > ServiceLimits.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("payload of " + message.payload().length + " bytes to '"
                    + Printable.of(message.topic()) + "': the service allows " + ServiceLimits.MAX_PAYLOAD_BYTES
                    + " and closes the connection over a larger one; split it, or send a link to it");
        }
    }

    private static IllegalArgumentException retained(String topic) {
        return new IllegalArgumentException(
                "retained message to '" + Printable.of(topic) + "': the service does not support retained"
                        + " messages; remove the option or header, and publish the state again where it is needed");
    }

    private static void requireQosOfSession(String what, int qos, boolean cleanSession) {
        if (qos == 2 && !cleanSession) {
            throw new IllegalArgumentException(
                    what + " is 2 with cleanSession=false: the service does not support QoS 2"
                            + " in a persistent session; use QoS 1, which keeps offline messages, or cleanSession=true");
        }
    }

    /** What a file or a variable adds to the parent topic, which a URI then has in its midst. */
    private static void requireClean(String what, String topic) {
        String parent = topic.substring(0, topic.indexOf('/') < 0 ? topic.length() : topic.indexOf('/'));
        if (!SettingText.unquoted(parent).equals(parent)) {
            throw new IllegalArgumentException(
                    what + " '" + Printable.of(topic) + "': the parent topic has blanks, a line end or quotation marks"
                            + " around it; remove them in the setting that it comes from, as aliyun.mqtt.parent-topic");
        }
    }

    private static void requireNoDollar(String what, String topic) {
        if (SystemTopics.isSystem(topic)) {
            throw new IllegalArgumentException(
                    what + " '" + Printable.of(topic) + "': the service keeps topics that begin with $ for"
                            + " itself; use a topic under a parent topic of the console");
        }
    }

    private static void requireParent(String filter) {
        if (filter.startsWith("+") || filter.startsWith("#") || filter.startsWith("/")) {
            throw new IllegalArgumentException(
                    "topic filter '" + Printable.of(filter) + "': the first level must be a parent topic that"
                            + " was created in the console, not a wildcard; write for example test/#");
        }
    }

    private static void requireLength(String what, String topic) {
        if (topic.length() <= ServiceLimits.MAX_TOPIC_LENGTH) {
            return;
        }
        String rule = what + " '" + Printable.of(topic) + "' has " + topic.length() + " characters, the service allows "
                + ServiceLimits.MAX_TOPIC_LENGTH + " for the whole topic";
        if (P2pTopic.parse(topic).isEmpty()) {
            throw new IllegalArgumentException(rule + " and closes the connection over a longer one: shorten it");
        }
        if (TOLD.size() < MOST_TOLD && TOLD.add(topic)) {
            LOG.warn(
                    "{}; whether P2P topics count is not documented: shorten the parent topic, the Group ID or the Device ID",
                    rule);
        }
    }
}
