package io.github.camelaliyun.mqtt.credential;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.util.regex.Pattern;

/**
 * The service's client identifier, {@code <GroupID>@@@<DeviceID>}.
 *
 * @param groupId the Group ID created in the console: {@code GID_} or {@code GID-}, 7 to 64 characters
 * @param deviceId chosen by the user, unique among all clients of the group
 * @see <a href="https://help.aliyun.com/document_detail/63620.html">Limits</a>
 * @see <a href="https://help.aliyun.com/document_detail/42420.html">Terms</a>
 */
public record ClientId(String groupId, String deviceId) {

    /** What stands between the Group ID and the Device ID. */
    public static final String SEPARATOR = "@@@";

    /** What Group IDs begin with. */
    public static final String GROUP_PREFIX = "GID_";

    /** And some of them. */
    private static final String OTHER_PREFIX = "GID-";

    private static final int MIN_GROUP_LENGTH = 7;
    private static final String FORM = "in the form <Group ID>@@@<Device ID>, for example GID_group@@@00001";
    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9_-]+");

    /**
     * Checks both parts.
     *
     * @param groupId letters, digits, {@code -} and {@code _}, of which the first four are the prefix
     * @param deviceId letters, digits, {@code -} and {@code _}; the whole clientId has at most 64 characters
     * @throws InvalidSettingException if the service would not accept one of them, or both together; the message names the rule
     */
    public ClientId {
        Required.text("groupId", groupId);
        Required.text("deviceId", deviceId);
        if (!groupId.startsWith(GROUP_PREFIX) && !groupId.startsWith(OTHER_PREFIX)) {
            throw new InvalidSettingException(
                    "groupId",
                    "'" + Printable.of(groupId) + "' must start with " + GROUP_PREFIX + " or " + OTHER_PREFIX,
                    "the service gives every Group ID that prefix, copy it from the console (Groups)");
        }
        if (groupId.length() < MIN_GROUP_LENGTH) {
            throw new InvalidSettingException(
                    "groupId",
                    "'" + Printable.of(groupId) + "' is too short",
                    "a Group ID has " + MIN_GROUP_LENGTH + " to " + ServiceLimits.MAX_CLIENT_ID_LENGTH
                            + " characters, copy it from the console (Groups)");
        }
        requireCharacters("groupId", groupId);
        requireCharacters("deviceId", deviceId);
        int length = groupId.length() + SEPARATOR.length() + deviceId.length();
        if (length > ServiceLimits.MAX_CLIENT_ID_LENGTH) {
            throw new InvalidSettingException(
                    "deviceId",
                    "and " + InvalidSettingException.named("groupId") + " give the clientId '"
                            + Printable.of(groupId + SEPARATOR + deviceId) + "' of " + length + " characters",
                    "the service allows " + ServiceLimits.MAX_CLIENT_ID_LENGTH + " and drops a longer one, shorten "
                            + InvalidSettingException.named("deviceId"));
        }
    }

    /**
     * Takes a clientId apart.
     *
     * @param clientId {@code <GroupID>@@@<DeviceID>}; null counts as missing
     * @return its two parts
     * @throws IllegalArgumentException if the service would not accept it; the message names the rule
     */
    public static ClientId parse(String clientId) {
        int at = clientId == null ? -1 : clientId.indexOf(SEPARATOR);
        if (at < 0) {
            throw clientId == null
                    ? InvalidSettingException.missing("clientId", FORM)
                    : new InvalidSettingException(
                            "clientId",
                            "'" + Printable.of(clientId) + "' is none of the service's",
                            "write it " + FORM);
        }
        return new ClientId(clientId.substring(0, at), clientId.substring(at + SEPARATOR.length()));
    }

    private static void requireCharacters(String setting, String value) {
        if (!CHARACTERS.matcher(value).matches()) {
            throw new InvalidSettingException(
                    setting,
                    "'" + Printable.of(value) + "' has other characters than the service allows",
                    "use letters, digits, '-' and '_'");
        }
    }

    /** The identifier as CONNECT carries it. */
    @Override
    public String toString() {
        return groupId + SEPARATOR + deviceId;
    }
}
