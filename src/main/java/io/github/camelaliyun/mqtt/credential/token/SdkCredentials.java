package io.github.camelaliyun.mqtt.credential.token;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.AlibabaCloudCredentialsProvider;
import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.BasicSessionCredentials;
import com.aliyuncs.auth.DefaultCredentialsProvider;
import com.aliyuncs.auth.InstanceProfileCredentialsProvider;
import com.aliyuncs.auth.StaticCredentialsProvider;
import com.aliyuncs.exceptions.ClientException;
import io.github.camelaliyun.mqtt.credential.Keys;

import java.time.Duration;

/** What the SDK signs with, which tells the AccessKey ID that it used last: that of a role changes. Thread-safe. */
final class SdkCredentials implements AlibabaCloudCredentialsProvider {

    private final AlibabaCloudCredentialsProvider provider;
    private volatile String latest;

    private SdkCredentials(AlibabaCloudCredentialsProvider provider) {
        this.provider = provider;
    }

    static SdkCredentials of(OpenApiKeys given, Duration connectTimeout, Duration readTimeout) throws TokenException {
        return new SdkCredentials(provider(given, connectTimeout, readTimeout));
    }

    private static AlibabaCloudCredentialsProvider provider(
            OpenApiKeys given, Duration connectTimeout, Duration readTimeout) throws TokenException {
        Keys keys = given.keys();
        if (Texts.isSet(keys.accessKey())) {
            return new StaticCredentialsProvider(
                    Texts.isSet(keys.securityToken())
                            ? new BasicSessionCredentials(keys.accessKey(), keys.secretKey(), keys.securityToken())
                            : new BasicCredentials(keys.accessKey(), keys.secretKey()));
        }
        if (given.roleName() != null) {
            return InstanceProfileCredentialsProvider.builder()
                    .roleName(given.roleName())
                    .connectionTimeout(Math.toIntExact(connectTimeout.toMillis()))
                    .readTimeout(Math.toIntExact(readTimeout.toMillis()))
                    .build();
        }
        try {
            return new DefaultCredentialsProvider();
        } catch (ClientException e) {
            throw ApplyTokenFailure.of(e);
        }
    }

    @Override
    public AlibabaCloudCredentials getCredentials() throws ClientException {
        AlibabaCloudCredentials credentials = provider.getCredentials();
        latest = credentials.getAccessKeyId();
        return credentials;
    }

    String latest() {
        return latest;
    }
}
