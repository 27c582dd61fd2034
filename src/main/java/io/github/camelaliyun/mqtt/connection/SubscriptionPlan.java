package io.github.camelaliyun.mqtt.connection;

import java.util.List;

/**
 * What to say to the broker next, in this order.
 *
 * @param give up first, since the server would not take the new ones beside these
 * @param subscribe ask for
 * @param unsubscribe give up after the answer to that
 */
record SubscriptionPlan(List<String> give, List<Subscription> subscribe, List<String> unsubscribe) {}
