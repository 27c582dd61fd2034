package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.Required;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import static io.github.camelaliyun.mqtt.service.InvalidSettingException.named;

/**
 * With what the OpenAPI is called: a pair, a pair of STS with its security token, the RAM role of the ECS instance, or, with none
 * of these, what the SDK finds.
 *
 * @param keys an AccessKey ID that is missing means none
 * @param roleName null for none
 */
record OpenApiKeys(Keys keys, String roleName) {

    /** @throws InvalidSettingException if a part is missing, or there are two ways */
    OpenApiKeys {
        if (Texts.isSet(keys.accessKey())) {
            requirePair(keys, roleName);
        } else if (Texts.isSet(keys.securityToken())) {
            throw new InvalidSettingException(
                    "securityToken",
                    "is set without the pair that it belongs to",
                    "set the " + named("accessKey") + " and " + named("secretKey")
                            + " that STS issued with it, or leave all three empty");
        }
    }

    private static void requirePair(Keys keys, String roleName) {
        Required.text("secretKey", keys.secretKey());
        if (roleName != null) {
            throw new InvalidSettingException(
                    "roleName",
                    "and an AccessKey pair are both set",
                    "leave " + named("roleName") + " empty, or " + named("accessKey") + " and " + named("secretKey")
                            + ": the role brings its own");
        }
        if (Keys.isTemporary(keys.accessKey()) && !Texts.isSet(keys.securityToken())) {
            throw InvalidSettingException.missing(
                    "securityToken",
                    "which STS issued with the " + named("accessKey")
                            + " (STS.*) and its secret; all three change together");
        }
    }
}
