package io.github.camelaliyun.mqtt.credential;

/**
 * Signature authentication (签名鉴权): permanent credentials of an AccessKey pair, for clients that may hold it.
 *
 * @see <a href="https://help.aliyun.com/document_detail/48271.html">Signature authentication</a>
 */
public final class SignatureCredentials implements CredentialProcessor {

    private final String accessKey;
    private final String secretKey;
    private final String instanceId;

    /**
     * Checks what is given.
     *
     * @param accessKey AccessKey ID of the account or RAM user
     * @param secretKey AccessKey Secret that belongs to it
     * @param instanceId the instance that the client connects to
     * @throws IllegalArgumentException if one is missing, or the pair is of STS, which has a security token besides
     */
    public SignatureCredentials(String accessKey, String secretKey, String instanceId) {
        this.accessKey = Keys.requireLasting(Required.word("accessKey", accessKey));
        this.secretKey = Required.word("secretKey", secretKey);
        this.instanceId = Required.word("instanceId", instanceId);
    }

    @Override
    public Credentials credentialsFor(String clientId) {
        return new Credentials("Signature|" + accessKey + "|" + instanceId, HmacSha1.sign(clientId, secretKey));
    }

    @Override
    public String describe() {
        return "auth-mode signature, AccessKey ID " + Masked.id(accessKey) + ", instance " + instanceId;
    }

    @Override
    public String advice() {
        return "Check that the AccessKey secret belongs to the AccessKey ID, that the instance ID is this endpoint's instance,"
                + " that the Group ID was created in it, that the RAM policy of the AccessKey allows MQTT, and that auth-mode"
                + " signature is what the key was made for";
    }
}
