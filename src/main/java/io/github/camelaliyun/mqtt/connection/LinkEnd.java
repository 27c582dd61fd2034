package io.github.camelaliyun.mqtt.connection;

/**
 * What the publishes tell of the end of a link.
 *
 * @param explained whether it is known what the server closed it for
 * @param after the publish that it may have closed it for, in words; null for none
 */
record LinkEnd(boolean explained, String after) {

    static final LinkEnd UNKNOWN = new LinkEnd(false, null);
}
