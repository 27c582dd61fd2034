package io.github.camelaliyun.mqtt.sandbox;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the TLS listeners need: the sandbox's own identity and, if there is mutual TLS, the authority for its clients'.
 *
 * @param server the identity
 * @param clients empty without mutual TLS
 */
record TlsMaterial(TlsIdentity server, Optional<ClientAuthority> clients) {

    /** Starts the generation; {@link #await()} says when and how it ended. */
    static TlsMaterial generate(Path folder, boolean mutual) {
        TlsIdentity server = TlsIdentity.generate(folder);
        return new TlsMaterial(server, mutual ? Optional.of(ClientAuthority.generate(folder)) : Optional.empty());
    }

    void await() throws InterruptedException {
        server.await();
        if (clients.isPresent()) {
            clients.get().await();
        }
    }

    /** Ends what still runs; for a start that failed elsewhere. */
    void abandon() {
        server.abandon();
        clients.ifPresent(ClientAuthority::abandon);
    }
}
