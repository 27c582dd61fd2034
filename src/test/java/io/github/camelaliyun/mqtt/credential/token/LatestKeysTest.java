package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class LatestKeysTest {

    private static final TokenRequest REQUEST = new TokenRequest("GID_test@@@1", TokenType.RW, List.of("test/#"));

    /** Each connect asks for the user name and describes itself, with tokens in hand too. */
    @Test
    void aVaultThatHangsKeepsNobodyFromTheIssuer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        LatestKeys source = new LatestKeys(
                () -> {
                    asked.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new Keys("key", "secret");
                },
                keys -> request -> List.of());
        Future<List<Token>> fetched = CompletableFuture.supplyAsync(() -> fetch(source));
        try {
            asked.await();

            assertThat(CompletableFuture.supplyAsync(source::issuer).get(5, TimeUnit.SECONDS))
                    .isEmpty();
        } finally {
            answer.countDown();
        }
        assertThat(fetched.get(5, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void aSourceIsMadeOnceForThePresentKeys() {
        AtomicReference<Keys> present = new AtomicReference<>(new Keys("key", "secret"));
        List<Keys> made = new ArrayList<>();
        LatestKeys source = new LatestKeys(present::get, keys -> {
            made.add(keys);
            return request -> List.of();
        });

        fetch(source);
        fetch(source);
        present.set(new Keys("key", "changed"));
        fetch(source);

        assertThat(made).containsExactly(new Keys("key", "secret"), new Keys("key", "changed"));
    }

    private static List<Token> fetch(LatestKeys source) {
        try {
            return source.fetch(REQUEST);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
