package io.github.camelaliyun.mqtt.service;

/**
 * The topics that the service keeps for itself, and of them those by which it and its clients speak; nobody subscribes them.
 *
 * @see <a href="https://help.aliyun.com/document_detail/54282.html">Token authentication</a>
 */
public final class SystemTopics {

    /** To the client: a token expires soon. */
    public static final String TOKEN_EXPIRES = "$SYS/tokenExpireNotice";
    /** To the client: a token is not valid, with a {@link TokenFault}; the connection is closed next. */
    public static final String TOKEN_INVALID = "$SYS/tokenInvalidNotice";
    /** To the service: a token to be used from now on. */
    public static final String UPLOAD_TOKEN = "$SYS/uploadToken";

    /** To the service: the client's messages are to keep their order. */
    public static final String ENABLE_ORDER = "$SYS/enableOrderMsg";

    private static final String PREFIX = "$";

    private SystemTopics() {}

    /**
     * Tells whether a topic or filter is of those that a server keeps for itself (MQTT 3.1.1, 4.7.2).
     *
     * @param topicOrFilter any topic or topic filter
     * @return whether it begins with {@code $}
     */
    public static boolean isSystem(String topicOrFilter) {
        return topicOrFilter.startsWith(PREFIX);
    }
}
