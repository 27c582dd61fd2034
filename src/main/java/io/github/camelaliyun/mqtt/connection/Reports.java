package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;
import org.eclipse.paho.client.mqttv3.MqttException;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Why a publish failed, in words. */
final class Reports {

    private static final String CHECK =
            "check that its parent topic exists, that this client may publish to the topic, and the size of the message";

    private static final int MOST_FILTERS = 5;

    private Reports() {}

    /** What is behind the reason for which a link was lost. */
    static String after(LinkEnd end) {
        if (!end.subscribing().isEmpty()) {
            return ", right after " + subscribe(end.subscribing());
        } else if (end.after() == null) {
            return "";
        }
        return ", right after the " + end.after()
                + (end.explained()
                        ? ", which was sent apart to see whether that is why"
                        : ": if that happens again, check that its parent topic exists and that this client may publish to it");
    }

    /** What the server may have closed for, as one cause of two, in words; null for none. */
    static String oneCause(LinkEnd end) {
        if (!end.subscribing().isEmpty()) {
            return subscribe(end.subscribing());
        }
        return end.after() == null ? null : "the " + end.after() + ": it may close for that one";
    }

    private static String subscribe(List<String> filters) {
        String shown = filters.stream().limit(MOST_FILTERS).map(Printable::of).collect(Collectors.joining(", "));
        String more = filters.size() > MOST_FILTERS ? " and " + (filters.size() - MOST_FILTERS) + " more" : "";
        return "SUBSCRIBE to " + shown + more
                + (filters.size() == 1
                        ? ": check that its parent topic exists and that this client may subscribe to it"
                        : ": check that their parent topics exist and that this client may subscribe to each");
    }

    /** What is behind the name of a connection that is not up. */
    static String notConnected(PublishGate gate) {
        String trouble = gate.trouble();
        return ", which is not connected" + (trouble == null ? "" : ": " + trouble);
    }

    static MqttConnectionException refused(OutboundMessage message, String connection, PublishGate gate) {
        return new MqttConnectionException(
                MqttException.REASON_CODE_CLIENT_NOT_CONNECTED,
                message + " was not sent on " + connection + notConnected(gate)
                        + "; whenDisconnected=fail lets nothing wait");
    }

    /**
     * @param cause whether the server closed the connection for all like it, when they were alone
     * @param connection with what is to be said of it
     */
    static MqttConnectionException late(PendingPublish publish, boolean cause, Duration timeout, String connection) {
        String text;
        if (cause && publish.sentOn == null) {
            text = asOthers(publish.message, connection) + "; " + inWords(timeout) + " are over";
        } else if (publish.held) {
            text = publish.message + " was not sent: the server closes the connection " + connection
                    + " for publishes like it, and its turn to be sent alone did not come within " + inWords(timeout)
                    + ": " + CHECK;
        } else if (publish.suspect && publish.sentOn == null) {
            text = publish.message + " was not sent: it is suspected of making the server close the connection "
                    + connection + " (" + publish.serverCloses
                    + " closes soon after it was sent), and its turn to be sent alone did not come within "
                    + inWords(timeout) + ": " + CHECK;
        } else {
            text = publish.message + " was not " + (publish.attempted ? "acknowledged" : "sent") + " within "
                    + inWords(timeout) + " on " + connection;
        }
        return new MqttConnectionException(MqttException.REASON_CODE_CLIENT_TIMEOUT, text);
    }

    static MqttConnectionException noPlace(OutboundMessage message, int size, Duration timeout, String connection) {
        return new MqttConnectionException(
                MqttException.REASON_CODE_MAX_INFLIGHT,
                message + " found no place in the window of " + size + " within " + inWords(timeout) + " on "
                        + connection
                        + ": the server acknowledges too slowly or is not connected; see publishTimeout and"
                        + " maxInflight");
    }

    static MqttConnectionException lost(OutboundMessage message, String connection) {
        String text = message.qos() == 0
                ? message + " may or may not have left: the connection " + connection
                        + " was lost meanwhile, and QoS 0 is never sent twice"
                : message + ": the connection " + connection
                        + " was lost before PUBREC: it is not known whether the QoS 2 message arrived";
        return new MqttConnectionException(MqttException.REASON_CODE_CONNECTION_LOST, text);
    }

    static MqttConnectionException convicted(PendingPublish publish, String connection) {
        String before = publish.serverCloses < Trials.CLOSES_OF_A_SUSPECT
                ? "for another one like it"
                : "twice soon after it was sent";
        return new MqttConnectionException(
                MqttException.REASON_CODE_CONNECTION_LOST,
                publish.message + " failed: the server closed the connection " + connection + " " + before
                        + ", and again when it was sent alone: " + CHECK);
    }

    /** There are as many like it already as may wait. */
    static MqttConnectionException refusedAsOthers(OutboundMessage message, String connection) {
        return new MqttConnectionException(
                MqttException.REASON_CODE_CONNECTION_LOST,
                asOthers(message, connection) + "; as many as may wait for a correction do so already");
    }

    private static String asOthers(OutboundMessage message, String connection) {
        return message + " was not sent: the server closed the connection " + connection
                + " for each one like it that was sent alone: " + CHECK;
    }

    static MqttConnectionException unsendable(OutboundMessage message, Throwable cause) {
        return new MqttConnectionException(
                MqttException.REASON_CODE_CLIENT_EXCEPTION, message + " cannot be sent: " + cause, cause);
    }

    static String inWords(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
