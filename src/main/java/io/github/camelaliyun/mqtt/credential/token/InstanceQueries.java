package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Keys;
import org.apache.camel.util.json.JsonObject;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks the OpenAPI about an instance, and changes nothing there. Each question is one call, which the service counts as a message;
 * it blocks for some seconds at most. Any thread may ask.
 *
 * @see <a href="https://help.aliyun.com/zh/apsaramq-for-mqtt/mqtt-upgraded/developer-reference/api-onsmqtt-2020-04-20-listinstances">ListInstances</a>
 */
public final class InstanceQueries {

    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private static final String INSTANCE_ID = "InstanceId";

    private final OpenApiClient client;
    private final String instanceId;

    private InstanceQueries(OpenApiClient client, String instanceId) {
        this.client = client;
        this.instanceId = instanceId;
    }

    /**
     * What the console shows of an instance.
     *
     * @param status 5 in service, 0 in preparation, 7 upgraded now, 15 frozen, 10 released, 1 not activated, 2 and 3 overdue
     * @param expires when its subscription ends; null if that is not told
     * @param kernel version of its kernel; null if that is not told
     */
    public record State(int status, Instant expires, String kernel) {}

    /**
     * A line of a device's trace (设备轨迹).
     *
     * @param time as the service tells it
     * @param action {@code connect}, {@code close} or {@code disconnect}
     * @param reason {@code accepted}, {@code not authorized} and so on
     */
    public record TraceLine(String time, String action, String reason) {}

    /**
     * Prepares to ask; nothing is called yet.
     *
     * @param settings where the OpenAPI is
     * @param keys who calls; the security token of an STS pair may stand in the settings
     * @param instanceId the instance
     * @return empty where the settings do not say where the OpenAPI is
     * @throws TokenException if there are no credentials
     * @throws IllegalArgumentException naming the setting that cannot be
     */
    public static Optional<InstanceQueries> of(TokenSettings settings, Keys keys, String instanceId)
            throws TokenException {
        if (settings.regionId() == null && settings.endpoint() == null) {
            return Optional.empty();
        }
        URI endpoint = settings.endpoint() == null
                ? OpenApiTokenSource.ofRegion(settings.regionId())
                : SafeUrl.require("endpoint", settings.endpoint());
        boolean pair = Texts.isSet(keys.secretKey());
        String securityToken = Texts.isSet(keys.securityToken()) ? keys.securityToken() : settings.securityToken();
        OpenApiKeys callers = new OpenApiKeys(
                pair ? new Keys(keys.accessKey(), keys.secretKey(), securityToken) : new Keys(null, null),
                settings.getRoleName());
        String region = settings.regionId() == null ? "cn-hangzhou" : settings.regionId();
        return Optional.of(
                new InstanceQueries(new OpenApiClient(endpoint, region, callers, PATIENCE, PATIENCE), instanceId));
    }

    /**
     * Asks for the instance, by ListInstances.
     *
     * @return empty if the account has none of this ID in the region
     * @throws TokenException saying why there is no answer
     */
    public Optional<State> instance() throws TokenException {
        return objects(client.call("ListInstances", Map.of()).get("Instances"))
                .filter(each -> instanceId.equals(each.getString(INSTANCE_ID)))
                .findFirst()
                .map(each -> new State(
                        each.getIntegerOrDefault("InstanceStatus", -1),
                        each.get("ExpireTime") instanceof Number millis
                                ? Instant.ofEpochMilli(millis.longValue())
                                : null,
                        each.getString("KernelVersion")));
    }

    /**
     * Asks for a group, by ListGroupId.
     *
     * @param groupId its ID
     * @return whether the instance has it
     * @throws TokenException saying why there is no answer
     */
    public boolean hasGroup(String groupId) throws TokenException {
        return objects(client.call("ListGroupId", Map.of(INSTANCE_ID, instanceId))
                        .get("Data"))
                .anyMatch(each -> groupId.equals(each.getString("GroupId")));
    }

    /**
     * Asks whether a client is connected, by QuerySessionByClientId.
     *
     * @param clientId of the client
     * @return whether it is
     * @throws TokenException saying why there is no answer
     */
    public boolean isOnline(String clientId) throws TokenException {
        JsonObject answer =
                client.call("QuerySessionByClientId", Map.of(INSTANCE_ID, instanceId, "ClientId", clientId));
        return Boolean.parseBoolean(String.valueOf(answer.get("OnlineStatus")));
    }

    /**
     * Asks what became of a client's connections, by QueryMqttTraceDevice.
     *
     * @param clientId of the client
     * @param begin at most a day before the end
     * @param end of what is asked for
     * @param most lines, up to 100
     * @return the latest ones first
     * @throws TokenException saying why there is no answer
     */
    public List<TraceLine> trace(String clientId, Instant begin, Instant end, int most) throws TokenException {
        JsonObject answer = client.call(
                "QueryMqttTraceDevice",
                Map.of(
                        INSTANCE_ID,
                        instanceId,
                        "ClientId",
                        clientId,
                        "BeginTime",
                        Long.toString(begin.toEpochMilli()),
                        "EndTime",
                        Long.toString(end.toEpochMilli()),
                        "CurrentPage",
                        "1",
                        "PageSize",
                        Integer.toString(most),
                        "Reverse",
                        "true"));
        return objects(answer.get("DeviceInfoList"))
                .map(line -> new TraceLine(text(line, "Time"), text(line, "Action"), text(line, "ActionInfo")))
                .limit(most)
                .toList();
    }

    private static String text(JsonObject line, String name) {
        return Objects.toString(line.get(name), "");
    }

    private static Stream<JsonObject> objects(Object list) {
        return list instanceof Collection<?> all
                ? all.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast)
                : Stream.empty();
    }
}
