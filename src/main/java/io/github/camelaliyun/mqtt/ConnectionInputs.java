package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

/**
 * What a connection is made with; to get it may take as long as a vault or a disk does.
 *
 * @param credentials null to connect without
 */
record ConnectionInputs(ConnectionOptions options, CredentialProcessor credentials) {

    @Override
    public String toString() {
        return "ConnectionInputs[" + options + "]";
    }
}
