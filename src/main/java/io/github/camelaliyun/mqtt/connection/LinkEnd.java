package io.github.camelaliyun.mqtt.connection;

import java.util.List;

/**
 * What is known of the reason for which a link ended.
 *
 * @param explained whether it is known that the server closed it for a publish
 * @param after the publish that it may have closed it for, in words; null for none
 * @param subscribing the topic filters whose SUBSCRIBE was unanswered when the server closed it: the first to be suspected
 */
record LinkEnd(boolean explained, String after, List<String> subscribing) {

    static final LinkEnd UNKNOWN = new LinkEnd(false, null, List.of());

    /** {@return the same with the filters, unless it is explained} */
    LinkEnd withSubscribing(List<String> filters) {
        return explained ? this : new LinkEnd(false, after, filters);
    }
}
