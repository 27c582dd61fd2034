package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenInvalid;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What the service's notices of tokens lead to, however many of them come. */
class ServiceNoticesTest extends TokenKeeperRig {

    private static final TokenNotice REVOKED = new TokenNotice(TokenNotice.Kind.INVALID, 3, "RW");

    @Test
    void theServicesNoticeOfExpiryLeadsToAnEarlyRenewal() throws Exception {
        connected("test/a");
        bench.notice(EXPIRES);
        bench.advance(SECOND);

        assertThat(bench.calls).hasSize(2);
        assertThat(bench.link.uploads).hasSize(1);
    }

    @Test
    void aFloodOfNoticesLeadsToAFewRenewals() throws Exception {
        connected("test/a");
        for (int i = 0; i < 60_000; i++) {
            bench.notice(EXPIRES);
            if (i % 50 == 0) {
                bench.advance(Duration.ofMillis(50));
            }
        }
        assertThat(bench.calls).hasSizeBetween(2, 8);
    }

    @Test
    void aFloodOfInvalidNoticesIsToldNowAndThen() throws Exception {
        connected("test/a");
        for (int i = 0; i < 20_000; i++) {
            bench.notice(new TokenNotice(TokenNotice.Kind.INVALID, i, "RW"));
            if (i % 50 == 0) {
                bench.advance(Duration.ofMillis(50));
            }
        }
        assertThat(bench.told(TokenInvalid.class)).hasSizeBetween(1, 3);
        assertThat(bench.calls).hasSize(1);
    }

    @Test
    void afterANoticeThatATokenIsInvalidTheNextConnectPresentsAnother() throws Exception {
        connected("test/a");
        bench.notice(REVOKED);
        assertThat(bench.keeper.invalidReason())
                .isEqualTo(
                        "the service says that the token of type RW was revoked (code 3): somebody called RevokeToken; a fresh"
                                + " one is fetched");
        assertThat(bench.told(TokenInvalid.class))
                .extracting(TokenInvalid::reason)
                .containsExactly(bench.keeper.invalidReason());
        bench.disconnect();

        assertThat(bench.connect().password()).isEqualTo("RW|token2");
        assertThat(bench.keeper.invalidReason()).isNull();
    }
}
