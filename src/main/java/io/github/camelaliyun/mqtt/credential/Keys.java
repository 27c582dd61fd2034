package io.github.camelaliyun.mqtt.credential;

/**
 * The two halves of what a mode signs with, as they are at one moment.
 *
 * @param accessKey AccessKey ID, DeviceAccessKeyId or user name
 * @param secretKey the secret that belongs to it; never printed
 */
public record Keys(String accessKey, String secretKey) {

    @Override
    public String toString() {
        return "Keys[" + Masked.id(accessKey) + "]";
    }
}
