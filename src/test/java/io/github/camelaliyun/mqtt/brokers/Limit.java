package io.github.camelaliyun.mqtt.brokers;

/**
 * What a broker does not do, whoever is its client.
 *
 * @param reason in words, for the table
 * @param control shows the same without the component
 * @param lesser whether the test asks less of the broker and is run all the same; otherwise the control stands in its place
 */
record Limit(String reason, Control control, boolean lesser) {

    static Limit instead(String reason, Control control) {
        return new Limit(reason, control, false);
    }

    static Limit lesser(String reason, Control control) {
        return new Limit(reason, control, true);
    }

    /** Looks at the broker with another client. */
    @FunctionalInterface
    interface Control {

        /**
         * Returns in words what the other client saw.
         *
         * @throws AssertionError if the broker does it after all
         */
        String see(BrokerUnderTest broker) throws Exception;
    }

    /** As the table has it. */
    String words(String seen) {
        return "broker's limit: " + reason + " (control: " + seen + ")";
    }
}
