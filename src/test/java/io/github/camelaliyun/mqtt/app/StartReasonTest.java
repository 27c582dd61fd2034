package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;

import static org.assertj.core.api.Assertions.assertThat;

/** What could not start is told by the sentence that has the cure, with the cause behind it. */
class StartReasonTest {

    private static final String CURE = "the sandbox cannot create its temporary folder in /tmp: make it writable";

    @Test
    void aSentenceOfOursIsToldWithItsCause() {
        assertThat(App.reason(new RuntimeCamelException(
                        new Ours(CURE, new AccessDeniedException("/tmp/aliyun-mqtt-sandbox-1")))))
                .isEqualTo(CURE + " (AccessDeniedException: /tmp/aliyun-mqtt-sandbox-1)");
        assertThat(App.reason(new Ours(CURE, new IOException(new IOException("No space left on device")))))
                .isEqualTo(CURE + " (IOException: No space left on device)");
    }

    @Test
    void ofSeveralSentencesOfOursItIsTheInnermost() {
        assertThat(App.reason(new Ours(
                        "it did not start", new InvalidSettingException("port", "is in use", "set another one"))))
                .isEqualTo("port is in use: set another one");
    }

    @Test
    void whatIsSaidAlreadyIsNotSaidTwice() {
        assertThat(App.reason(new Ours(
                        "no port (Address already in use): are all in use?",
                        new BindException("Address already in use"))))
                .isEqualTo("no port (Address already in use): are all in use?");
    }

    /** Which may have the value of a setting. */
    @Test
    void whatOthersSayOfAValueIsNotTold() {
        assertThat(App.reason(new Ours(CURE, new IllegalArgumentException("PA55WORD"))))
                .isEqualTo(CURE);
    }

    @Test
    void aFileWithoutAWordIsToldWithItsTrouble() {
        assertThat(App.reason(new RuntimeCamelException(new AccessDeniedException("/a/routes"))))
                .isEqualTo("AccessDeniedException: /a/routes");
        assertThat(App.reason(new RuntimeCamelException(new IOException("disk full"))))
                .isEqualTo("disk full");
        assertThat(App.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    /** Its package is what tells. */
    private static final class Ours extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ours(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
