package io.github.camelaliyun.mqtt.credential;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import static io.github.camelaliyun.mqtt.service.InvalidSettingException.named;

/**
 * What a mode signs with, as it is at one moment.
 *
 * @param accessKey AccessKey ID, DeviceAccessKeyId or user name
 * @param secretKey the secret that belongs to it; never printed
 * @param securityToken the security token of an STS pair; null or blank for a pair that lasts; never printed
 */
public record Keys(String accessKey, String secretKey, String securityToken) {

    /** What the AccessKey IDs begin with that STS issues, for a while, to who takes a RAM role. */
    private static final String STS = "STS.";

    /**
     * Of a pair that lasts.
     *
     * @param accessKey AccessKey ID, DeviceAccessKeyId or user name
     * @param secretKey the secret that belongs to it
     */
    public Keys(String accessKey, String secretKey) {
        this(accessKey, secretKey, null);
    }

    /**
     * Tells whether an AccessKey ID is one that STS issued, which is good together with its security token alone.
     *
     * @param accessKey may be null
     * @return whether it begins with {@code STS.}
     */
    public static boolean isTemporary(String accessKey) {
        return accessKey != null && accessKey.regionMatches(true, 0, STS, 0, STS.length());
    }

    /** For the modes that sign a clientId: user name and password have no place for a security token. */
    static String requireLasting(String accessKey) {
        if (isTemporary(accessKey)) {
            throw new InvalidSettingException(
                    "accessKey",
                    "is of STS (" + STS + "*), and CONNECT has no place for the security token of such a pair",
                    "set " + named("authMode") + " to token, " + named("token.regionId") + " and "
                            + named("token.securityToken")
                            + ", since ApplyToken takes the pair, or set the AccessKey pair of"
                            + " a RAM user");
        }
        return accessKey;
    }

    @Override
    public String toString() {
        return "Keys[" + Masked.id(accessKey) + "]";
    }
}
