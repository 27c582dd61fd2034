package io.github.camelaliyun.mqtt.service;

import java.util.Optional;

/**
 * A point-to-point topic, {@code <parent>/p2p/<clientId>}.
 *
 * @param parent the parent topic
 * @param target clientId of the one client that receives what is published there
 * @see <a href="https://help.aliyun.com/document_detail/96176.html">P2P messages</a>
 */
public record P2pTopic(String parent, String target) {

    /** The second level of such a topic. */
    public static final String LEVEL = "p2p";

    private static final String MARK = "/" + LEVEL + "/";

    /**
     * Takes a topic apart. {@code p2p} is the second of three levels, of which none is empty.
     *
     * @param topic any topic or topic filter
     * @return its parts, or empty if it is no point-to-point topic
     */
    public static Optional<P2pTopic> parse(String topic) {
        int slash = topic.indexOf('/');
        if (slash < 1 || !topic.startsWith(MARK, slash)) {
            return Optional.empty();
        }
        String target = topic.substring(slash + MARK.length());
        return target.isEmpty() || target.indexOf('/') >= 0
                ? Optional.empty()
                : Optional.of(new P2pTopic(topic.substring(0, slash), target));
    }

    /**
     * Tells whether a topic or filter is for the P2P messages of this very client.
     *
     * @param topicOrFilter any topic or topic filter
     * @param clientId the client's identifier
     * @return whether its target is that client
     */
    public static boolean isOwn(String topicOrFilter, String clientId) {
        return parse(topicOrFilter).filter(p2p -> p2p.target().equals(clientId)).isPresent();
    }

    /**
     * The filter for the P2P messages of every client under one parent.
     *
     * @param parent the parent topic
     * @return {@code <parent>/p2p/#}
     */
    public static String filterUnder(String parent) {
        return parent + MARK + "#";
    }

    /**
     * The filter for the P2P messages of one client under any parent.
     *
     * @param clientId the client's identifier
     * @return {@code +/p2p/<clientId>}, or empty if the clientId is empty or cannot be a level of a filter
     */
    public static Optional<String> filterFor(String clientId) {
        boolean none = clientId.isEmpty() || clientId.chars().anyMatch(c -> c == '+' || c == '#' || c == '/');
        return none ? Optional.empty() : Optional.of("+" + MARK + clientId);
    }
}
