package io.github.camelaliyun.mqtt.credential;

/**
 * Device credentials (一机一密): a key pair that the console or {@code RegisterDeviceCredential} issued for exactly one
 * clientId. The access key is the DeviceAccessKeyId ({@code DC.…}), the secret key the DeviceAccessKeySecret.
 *
 * @see <a href="https://help.aliyun.com/document_detail/189437.html">Unique-certificate-per-device authentication</a>
 */
public final class DeviceCredentials implements CredentialProcessor {

    private final String deviceAccessKeyId;
    private final String deviceAccessKeySecret;
    private final String instanceId;

    /**
     * Checks what is given.
     *
     * @param deviceAccessKeyId what {@code RegisterDeviceCredential} answered for this one client
     * @param deviceAccessKeySecret what belongs to it
     * @param instanceId the instance that the client connects to
     * @throws IllegalArgumentException if one is missing, or the pair is of STS, which has a security token besides
     */
    public DeviceCredentials(String deviceAccessKeyId, String deviceAccessKeySecret, String instanceId) {
        this.deviceAccessKeyId = Keys.requireLasting(Required.word("accessKey", deviceAccessKeyId));
        this.deviceAccessKeySecret = Required.word("secretKey", deviceAccessKeySecret);
        this.instanceId = Required.word("instanceId", instanceId);
    }

    @Override
    public Credentials credentialsFor(String clientId) {
        return new Credentials(
                "DeviceCredential|" + deviceAccessKeyId + "|" + instanceId,
                HmacSha1.sign(clientId, deviceAccessKeySecret));
    }

    @Override
    public String describe() {
        return "auth-mode device, DeviceAccessKeyId " + Masked.id(deviceAccessKeyId) + ", instance " + instanceId;
    }

    @Override
    public String advice() {
        return "Check that the DeviceAccessKeySecret belongs to the DeviceAccessKeyId, and that they were registered for this"
                + " clientId in this endpoint's instance";
    }
}
