package io.github.camelaliyun.mqtt.service;

/**
 * The topics by which the service and its clients speak of tokens; nobody subscribes them.
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

    private SystemTopics() {}
}
