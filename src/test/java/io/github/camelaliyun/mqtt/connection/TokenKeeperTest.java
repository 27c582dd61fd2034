package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenCredentials;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenRequest;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class TokenKeeperTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final List<TokenRequest> requests = new CopyOnWriteArrayList<>();
    private final List<ConnectionEvent> told = new CopyOnWriteArrayList<>();
    private final Link link = TestLinks.unconnected();
    private volatile Duration life = Duration.ofHours(1);
    private volatile boolean sourceDown;
    private final TokenKeeper keeper = new TokenKeeper(
            new TokenAuthentication(
                    () -> new TokenCredentials("access-key", "post-cn-test"),
                    this::fetch,
                    List.of(TokenType.RW),
                    List.of()),
            "GID_test@@@1",
            new ConnectionThreads(timer, workers, workers),
            new Owner());

    @AfterEach
    void endThreads() {
        keeper.close();
        timer.shutdownNow();
        workers.shutdownNow();
    }

    @Test
    void tokensThatAreFreshArePresentedAgainWithoutAskingTheSource() throws Exception {
        keeper.use("test/a");
        String first = keeper.present().password();

        assertThat(keeper.present().password()).isEqualTo(first).isEqualTo("RW|token1");
        assertThat(requests)
                .singleElement()
                .satisfies(r -> assertThat(r.resources()).containsExactly("test/#", "test/p2p/#"));
    }

    @Test
    void anotherParentTopicNeedsOtherTokens() throws Exception {
        keeper.use("test/a");
        keeper.present();
        keeper.use("alert/fire");

        assertThat(keeper.present().password()).isEqualTo("RW|token2");
        assertThat(requests.get(1).resources()).contains("alert/#", "test/#");
    }

    @Test
    void whileTheSourceFailsTheOldTokensArePresentedAsLongAsTheyLive() throws Exception {
        keeper.use("test/a");
        keeper.present();
        sourceDown = true;
        keeper.use("alert/fire");
        assertThat(keeper.present().password()).isEqualTo("RW|token1");

        keeper.refused();
        assertThatThrownBy(keeper::present).isInstanceOf(TokenException.class).hasMessage("down");
        assertThat(told.stream().filter(ConnectionEvent.TokenSourceFailing.class::isInstance))
                .hasSize(1);
    }

    @Test
    void whatTheServerRefusedIsNotPresentedAgain() throws Exception {
        keeper.use("test/a");
        keeper.present();
        keeper.refused();

        assertThat(keeper.present().password()).isEqualTo("RW|token2");
    }

    @Test
    void theServicesNoticeOfExpiryLeadsToAnEarlyRenewal() throws Exception {
        keeper.use("test/a");
        keeper.present();
        keeper.linkUp();
        assertThat(requests).hasSize(1);
        keeper.notice(new TokenNotice(TokenNotice.Kind.EXPIRES, 0, "RW"));

        await().atMost(Duration.ofSeconds(5)).until(() -> requests.size() == 2);
    }

    @Test
    void aSourceThatGivesExpiredTokensIsAFailureOfTheSource() {
        life = Duration.ofSeconds(-1);
        keeper.use("test/a");

        assertThatThrownBy(keeper::present).hasMessageContaining("has expired already");
    }

    private List<Token> fetch(TokenRequest request) throws TokenException {
        if (sourceDown) {
            throw new TokenException("down");
        }
        requests.add(request);
        return List.of(new Token(
                request.type(), "token" + requests.size(), Instant.now().plus(life)));
    }

    private final class Owner implements TokenKeeper.Owner {
        @Override
        public Link connectedLink() {
            return link;
        }

        @Override
        public boolean hold(Link present) {
            return true;
        }

        @Override
        public void release() {}

        @Override
        public void drop(Link dead, String reason) {}

        @Override
        public void tell(ConnectionEvent event) {
            told.add(event);
        }
    }
}
