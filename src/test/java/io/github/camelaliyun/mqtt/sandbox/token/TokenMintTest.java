package io.github.camelaliyun.mqtt.sandbox.token;

import io.github.camelaliyun.mqtt.service.TokenFault;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TokenMintTest {

    private final TokenMint mint = new TokenMint();

    @Test
    void ownTokensAreGoodAndAllDifferent() {
        String one = mint.make();
        String other = mint.make();

        assertThat(mint.check(one)).isEmpty();
        assertThat(mint.check(other)).isEmpty();
        assertThat(one).isNotEqualTo(other).doesNotContain("|");
    }

    @Test
    void tokenOfAnotherMintHasABadSignature() {
        assertThat(mint.check(new TokenMint().make())).contains(TokenFault.BAD_SIGNATURE);
    }

    @Test
    void anythingElseIsForged() {
        assertThat(mint.check("")).contains(TokenFault.FORGED);
        assertThat(mint.check("not Base64!")).contains(TokenFault.FORGED);
        assertThat(mint.check(mint.make().substring(4))).contains(TokenFault.FORGED);
    }
}
