package io.github.camelaliyun.mqtt.brokers;

import java.util.Map;
import java.util.Optional;

import static io.github.camelaliyun.mqtt.brokers.Behaviour.KILLED;
import static io.github.camelaliyun.mqtt.brokers.Behaviour.QOS_0;
import static io.github.camelaliyun.mqtt.brokers.Behaviour.QOS_2;
import static io.github.camelaliyun.mqtt.brokers.Behaviour.RETAINED;
import static io.github.camelaliyun.mqtt.brokers.Behaviour.SHARED;
import static io.github.camelaliyun.mqtt.brokers.Behaviour.WEB_SOCKET;

/** All that a broker lacks, by its name. */
final class Limits {

    /** What a publisher may have under way on a broker that closes its connection for more. */
    static final int FEW_IN_FLIGHT = 20;

    private static final Limit NO_SHARED =
            Limit.instead("no shared subscriptions", Controls::doesNotSplitASharedSubscription);
    private static final Limit IN_MEMORY = Limit.lesser(
            "its sessions and their messages are in memory and end with the process", Controls::forgetsWhenKilled);

    private static final Map<String, Map<Behaviour, Limit>> OF = Map.of(
            "Mosquitto",
            Map.of(
                    QOS_2,
                    Limit.lesser(
                            "it closes the connection of a publisher that has more than max_inflight_messages (20) of QoS 2"
                                    + " under way; maxInflight is 20 here",
                            Controls::closesForManyOfQos2),
                    KILLED,
                    Limit.lesser(
                            "it acknowledges before it saves; here it is told to save before it is killed",
                            Controls::forgetsWhenKilled)),
            "ActiveMQ Classic",
            Map.of(SHARED, NO_SHARED),
            "Moquette",
            Map.of(
                    QOS_0,
                    Limit.lesser(
                            "it drops what a connection does not take at once, acknowledgements as well",
                            Controls::dropsWhatIsNotTakenAtOnce),
                    SHARED,
                    NO_SHARED,
                    RETAINED,
                    Limit.lesser(
                            "a retained message comes without the flag RETAIN", Controls::retainedComesWithoutItsFlag),
                    WEB_SOCKET,
                    Limit.lesser(
                            "it closes the connection for a frame over 64 KiB; up to 60 KB here",
                            Controls::closesForALargeFrame),
                    KILLED,
                    Limit.instead(
                            "a PUBLISH with DUP on a topic that somebody subscribes is not acknowledged, nor is what follows"
                                    + " it on the connection",
                            Controls::doesNotAcknowledgeWhatIsSentAgain)),
            "RabbitMQ",
            Map.of(
                    QOS_2,
                    Limit.instead("it grants QoS 1 where QoS 2 is asked for", Controls::grantsOnlyQos1),
                    SHARED,
                    NO_SHARED),
            "aedes",
            Map.of(SHARED, NO_SHARED, KILLED, IN_MEMORY));

    private Limits() {}

    static Optional<Limit> of(String broker, Behaviour behaviour) {
        return Optional.ofNullable(OF.getOrDefault(broker, Map.of()).get(behaviour));
    }
}
