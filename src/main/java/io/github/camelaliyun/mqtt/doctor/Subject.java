package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.EndpointConnection;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.service.ServiceLimits;

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

    /** Behind the Device ID of the routes, so that it connects beside them. */
    private static final String SUFFIX = "-doctor-";

    /**
     * One of the same group that is not in use; shorter where the service would not take one so long.
     *
     * @param random characters by which two runs at once do not end each other's connection
     */
    String doctorClientId(String random) {
        String clientId = options.clientId();
        int group = clientId.indexOf(ClientId.SEPARATOR);
        int begin = group < 0 ? 0 : group + ClientId.SEPARATOR.length();
        String suffix = SUFFIX + random;
        int room = ServiceLimits.MAX_CLIENT_ID_LENGTH - suffix.length();
        if (room > begin) {
            return clientId.substring(0, Math.min(clientId.length(), room)) + suffix;
        }
        int left = Math.min(suffix.length() - 1, ServiceLimits.MAX_CLIENT_ID_LENGTH - begin);
        return clientId.substring(0, begin) + suffix.substring(suffix.length() - Math.max(1, left));
    }

    /** For the report. */
    String name() {
        return options.clientId() + " @ " + options.servers();
    }
}
