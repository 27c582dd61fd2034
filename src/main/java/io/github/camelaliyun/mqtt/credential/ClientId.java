package io.github.camelaliyun.mqtt.credential;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The service's client identifier, {@code <GroupID>@@@<DeviceID>}. Whoever logs in with one whose Device ID the service's page
 * does not allow, as gateways do that put a MAC address and a UUID into it, is warned: see {@link #deviation()}.
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
    private static final String ALLOWED = "letters, digits, '-' and '_'";
    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9_-]+");

    /** Those that cannot be a part of a level of a topic. */
    private static final Pattern NO_LEVEL = Pattern.compile("[/+#]");

    /**
     * Checks both parts.
     *
     * @param groupId letters, digits, {@code -} and {@code _}, of which the first four are the prefix
     * @param deviceId without white space and other characters that cannot be seen; the whole clientId has at most 64 characters,
     *     and nothing between two separators or behind the last one is empty
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
        if (!CHARACTERS.matcher(groupId).matches()) {
            throw new InvalidSettingException(
                    "groupId",
                    "'" + Printable.of(groupId) + "' has other characters than the service allows",
                    "use " + ALLOWED);
        }
        requireDevice(deviceId);
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

    private static void requireDevice(String deviceId) {
        if (deviceId.codePoints().anyMatch(ClientId::isUnseen)) {
            throw new InvalidSettingException(
                    "deviceId",
                    "'" + Printable.of(deviceId) + "' has a character that cannot be seen, such as a space",
                    "use " + ALLOWED);
        }
        if ((SEPARATOR + deviceId + SEPARATOR).contains(SEPARATOR + SEPARATOR)) {
            throw new InvalidSettingException(
                    "deviceId",
                    "'" + Printable.of(deviceId) + "' has an empty part between or behind " + SEPARATOR,
                    "write the clientId " + FORM);
        }
    }

    private static boolean isUnseen(int character) {
        int type = Character.getType(character);
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED;
    }

    /**
     * Tells of what the service's page does not allow and the service may take all the same: a Device ID with other characters
     * than letters, digits, {@code -} and {@code _}.
     *
     * @return a sentence with the rule for an operator; empty for a Device ID that keeps it
     */
    public Optional<String> deviation() {
        if (CHARACTERS.matcher(deviceId).matches()) {
            return Optional.empty();
        }
        return Optional.of("clientId '" + Printable.of(toString()) + "': the service's page allows " + ALLOWED
                + " in a Device ID and this one has others (https://help.aliyun.com/document_detail/63620.html); it is used"
                + " all the same, and the service decides whether it connects"
                + (NO_LEVEL.matcher(deviceId).find()
                        ? "; with '/', '+' or '#' in it, no P2P message can be addressed to it"
                        : ""));
    }

    /** The identifier as CONNECT carries it. */
    @Override
    public String toString() {
        return groupId + SEPARATOR + deviceId;
    }
}
