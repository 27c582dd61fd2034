package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.EndpointConnection;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A connection that routes will make, or have: what is looked at.
 *
 * @param connection where the rest comes from
 * @param options servers and clientId
 * @param credentials who computes the login; empty for none
 * @param filters what its consumers subscribe
 * @param topics what its producers publish to, as far as it stands in routes
 */
record Subject(
        EndpointConnection connection,
        ConnectionOptions options,
        Optional<CredentialProcessor> credentials,
        List<RouteFilter> filters,
        SortedSet<String> topics) {

    /** For the report. */
    String name() {
        return options.clientId() + " @ " + options.servers();
    }
}
