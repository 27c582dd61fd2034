package io.github.camelaliyun.mqtt.reliability;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class LifeBooksTest {

    private static final int ROUTE = 0;
    private static final int TOPIC = 0;

    private final LifeBooks books = books(false, 1, 1);

    @Test
    void whatIsAcknowledgedAndNotProcessedIsLostOnceTheBrokerIsKnownToHaveTheSubscription() {
        books.declared(ROUTE, "0", 10, 10);
        sendAndAcknowledge(11);
        int shows = sendAndAcknowledge(12);
        sendAndAcknowledge(13);
        assertThat(books.lost(ROUTE)).isEmpty();

        books.processed(ROUTE, TOPIC, shows, 1);
        assertThat(books.lost(ROUTE)).containsExactly("0 2");

        books.processed(ROUTE, TOPIC, 2, 1);
        assertThat(books.lost(ROUTE)).isEmpty();
    }

    @Test
    void whatIsNotAcknowledgedToTheSenderIsNotLost() {
        books.declared(ROUTE, "0", 10, 10);
        books.processed(ROUTE, TOPIC, sendAndAcknowledge(11), 1);
        books.publishing(TOPIC, 12);

        assertThat(books.lost(ROUTE)).isEmpty();
        assertThat(books.unacknowledged()).isEqualTo(1);
    }

    @Test
    void aRouteThatIsRemovedOrHasACleanSessionOrQos0LosesNothing() {
        LifeBooks cleanSession = books(true, 1, 1);
        LifeBooks sentAtQos0 = books(false, 0, 1);
        LifeBooks subscribedAtQos0 = books(false, 1, 0);
        for (LifeBooks each : List.of(cleanSession, sentAtQos0, subscribedAtQos0, books)) {
            each.declared(ROUTE, "0", 10, 10);
            each.processed(ROUTE, TOPIC, each.publishing(TOPIC, 11), 1);
            each.acknowledged(TOPIC, each.publishing(TOPIC, 12));
        }
        assertThat(books.lost(ROUTE)).containsExactly("0 1");
        books.undeclared(ROUTE, false, 13);

        assertThat(List.of(cleanSession, sentAtQos0, subscribedAtQos0, books))
                .allMatch(each -> each.lost(ROUTE).isEmpty());
    }

    @Test
    void whatIsProcessedWhileAnUnsubscribeMayBeUnderWayShowsNothing() {
        books.declared(ROUTE, "0", Long.MAX_VALUE, 10);
        books.processed(ROUTE, TOPIC, sendAndAcknowledge(11), 1);
        sendAndAcknowledge(12);
        books.settled(ROUTE, 13);
        assertThat(books.lost(ROUTE)).isEmpty();

        books.processed(ROUTE, TOPIC, sendAndAcknowledge(14), 1);
        sendAndAcknowledge(15);
        assertThat(books.lost(ROUTE)).containsExactly("0 3");
    }

    @Test
    void aMessageThatBeginsForTheFirstTimeAfterALaterOneIsOutOfOrder() {
        books.declared(ROUTE, "0", 10, 10);
        for (int at = 11; at < 15; at++) {
            sendAndAcknowledge(at);
        }
        books.begun(ROUTE, TOPIC, 0, 30);
        books.begun(ROUTE, TOPIC, 2, 30);
        books.begun(ROUTE, TOPIC, 0, 30);
        assertThat(books.outOfOrder(ROUTE)).isEmpty();

        books.begun(ROUTE, TOPIC, 1, 30);
        assertThat(books.outOfOrder(ROUTE)).containsExactly("0 1 after 0 2");
        assertThat(books.repeated()).isEqualTo(1);
    }

    @Test
    void whatHasFailedInAnyRouteMayComeLater() {
        books.declared(ROUTE, "0", 10, 10);
        for (int at = 11; at < 15; at++) {
            sendAndAcknowledge(at);
        }
        books.begun(ROUTE, TOPIC, 3, 30);
        books.failing(TOPIC, 1);
        books.begun(ROUTE, TOPIC, 1, 30);
        assertThat(books.outOfOrder(ROUTE)).isEmpty();

        books.begun(ROUTE, TOPIC, 2, 30);
        assertThat(books.outOfOrder(ROUTE)).containsExactly("0 2 after 0 3");
    }

    @Test
    void whatWaitedForANewConnectionMayComeLater() {
        books.declared(ROUTE, "0", 10, 10);
        sendAndAcknowledge(11);
        sendAndAcknowledge(12);
        books.begun(ROUTE, TOPIC, 1, 30);
        books.begun(ROUTE, TOPIC, 0, 30);
        books.connected(31, 32);
        books.connected(8, 10);
        assertThat(books.outOfOrder(ROUTE)).hasSize(1);

        books.connected(12, 14);
        assertThat(books.outOfOrder(ROUTE)).isEmpty();
    }

    @Test
    void whatWasSentBeforeARouteHadItsFilterMayComeAtAnyTimeUnlessTheRouteIsReloaded() {
        books.declared(ROUTE, "0", 10, 10);
        for (int at = 11; at < 15; at++) {
            sendAndAcknowledge(at);
        }
        books.undeclared(ROUTE, true, 20);
        books.declared(ROUTE, "0", 21, 21);
        books.begun(ROUTE, TOPIC, 1, 30);
        books.begun(ROUTE, TOPIC, 0, 30);
        assertThat(books.outOfOrder(ROUTE)).containsExactly("0 0 after 0 1");

        books.undeclared(ROUTE, false, 22);
        books.declared(ROUTE, "0", 23, 23);
        books.begun(ROUTE, TOPIC, 3, 30);
        books.begun(ROUTE, TOPIC, 2, 30);
        assertThat(books.outOfOrder(ROUTE)).hasSize(1);
    }

    @Test
    void inACleanSessionWhatWasSentWhileARouteRestedMayComeAtAnyTime() {
        for (boolean cleanSession : new boolean[] {true, false}) {
            LifeBooks each = books(cleanSession, 1, 1);
            each.declared(ROUTE, "0", 10, 10);
            for (int at = 11; at < 17; at++) {
                each.publishing(TOPIC, at);
            }
            each.begun(ROUTE, TOPIC, 0, 30);
            each.rests(ROUTE);
            each.works(ROUTE, 14);
            each.begun(ROUTE, TOPIC, 5, 30);
            each.begun(ROUTE, TOPIC, 2, 30);
            assertThat(each.outOfOrder(ROUTE)).hasSize(cleanSession ? 0 : 1);
            each.begun(ROUTE, TOPIC, 4, 30);
            assertThat(each.outOfOrder(ROUTE)).contains("0 4 after 0 5");
        }
    }

    @Test
    void aQos0MessageThatBeginsTwiceIsBlamed() {
        LifeBooks qos0 = books(false, 0, 1);
        qos0.declared(ROUTE, "0", 10, 10);
        int number = qos0.publishing(TOPIC, 11);
        qos0.begun(ROUTE, TOPIC, number, 30);
        assertThat(qos0.twice(ROUTE)).isEmpty();

        qos0.begun(ROUTE, TOPIC, number, 30);
        assertThat(qos0.twice(ROUTE)).containsExactly("0 0");
    }

    @Test
    void aRouteIsHeardWhenItProcessesWhatWasSentLater() {
        books.processed(ROUTE, TOPIC, sendAndAcknowledge(11), 1);
        assertThat(books.heard(ROUTE, 11)).isFalse();

        books.processed(ROUTE, TOPIC, sendAndAcknowledge(12), 1);
        assertThat(books.heard(ROUTE, 11)).isTrue();
    }

    @Test
    void theSameSeedMakesTheSamePlan() {
        assertThat(LifePlan.of(7)).isEqualTo(LifePlan.of(7)).isNotEqualTo(LifePlan.of(8));
        assertThat(LifePlan.of(7).events()).hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void filtersMatchAsMqttDefinesIt() {
        assertThat(List.of("#", "a/#", "a/b/#", "a/+", "+/b", "a/b"))
                .allMatch(filter -> FilterFamily.matches(filter, "a/b"));
        assertThat(List.of("a", "+", "a/b/c", "b/#", "a/b/+")).noneMatch(filter -> FilterFamily.matches(filter, "a/b"));
    }

    private int sendAndAcknowledge(long at) {
        int number = books.publishing(TOPIC, at);
        books.acknowledged(TOPIC, number);
        return number;
    }

    private static LifeBooks books(boolean cleanSession, int publishQos, int qos) {
        return new LifeBooks(new LifePlan(
                1,
                FilterFamily.DISJOINT,
                cleanSession,
                false,
                true,
                90,
                List.of(publishQos),
                List.of(new LifePlan.Route("0", qos, 1, false)),
                List.of()));
    }
}
