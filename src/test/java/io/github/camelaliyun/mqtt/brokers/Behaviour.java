package io.github.camelaliyun.mqtt.brokers;

/** What is tried on each broker, in the order of the table. */
enum Behaviour {
    REFUSED_LOGIN("a wrong password is refused in words"),
    QOS_0("5,000 messages of QoS 0"),
    QOS_1("5,000 messages of QoS 1"),
    QOS_2("5,000 messages of QoS 2, each once"),
    WILDCARDS("`+` and `#`"),
    LARGE_PAYLOADS("60 KB and 1 MB, both ways"),
    BACKLOG("a backlog of 1,000 after a restart of the context"),
    PUBLISH_WITHIN("a route publishes on its own connection"),
    OVERLAPS("30 overlapping consumers of one clientId, each once"),
    SHARED("two clientIds split a `$share` subscription"),
    WILL("last will"),
    RETAINED("retained message at the subscription"),
    TLS("TLS, certificate of a private authority"),
    WEB_SOCKET("WebSocket"),
    IDLE("idle for 2.5 keep alives"),
    KILLED("killed in a stream of 20,000 messages of QoS 1");

    private final String title;

    Behaviour(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
