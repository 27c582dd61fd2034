package io.github.camelaliyun.mqtt.credential.token;

import com.aliyuncs.exceptions.ClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Without a network; {@code OpenApiIT} has the rest. */
class OpenApiTokenSourceTest {

    private static final TokenRequest REQUEST = new TokenRequest("GID_test@@@1", TokenType.RW, List.of("test/#"));

    @ParameterizedTest
    @CsvSource({
        "SignatureDoesNotMatch,AccessKey secret does not belong",
        "IncompleteSignature,AccessKey secret does not belong",
        "InvalidAccessKeyId.Inactive,disabled",
        "InvalidSecurityToken.Expired,STS credentials",
        "InvalidTimeStamp.Expired,clock",
        "Forbidden.RAM,RAM console",
        "PermissionCheckFailed,RAM console",
        "Throttling.User,too often",
        "ApplyTokenOverFlow,too often",
        "InvalidParameter.Resources,60 s to 30 days",
        "SDK.ReadTimeout,did not answer in time",
        "Whatever,list of error codes"
    })
    void failureIsToldInOneSentenceWithTheCure(String code, String cure) {
        TokenException failure = ApplyTokenFailure.of(
                new ClientException(code, "planted: server string to sign is: AccessKeyId=planted", "REQ-1"));

        assertThat(failure)
                .hasMessageStartingWith("ApplyToken failed with " + code + ", request REQ-1: ")
                .hasMessageContaining(cure)
                .hasMessageNotContaining("planted")
                .hasNoCause();
    }

    @Test
    void causeOfANetworkFailureIsKept() {
        SocketTimeoutException timeout = new SocketTimeoutException("connect timed out");

        assertThat(ApplyTokenFailure.of(new ClientException("SDK.ServerUnreachable", "https://planted", timeout)))
                .hasCause(timeout)
                .hasMessageNotContaining("planted");
    }

    @Test
    void absenceOfCredentialsIsToldWithThePlacesForThem() {
        assertThat(ApplyTokenFailure.of(new ClientException("Unable to load credentials from any of the providers")))
                .hasMessageStartingWith("ApplyToken failed with no credentials: ")
                .hasMessageContaining("ALIBABA_CLOUD_ACCESS_KEY_ID")
                .hasMessageContaining("RAM role");
    }

    @Test
    void missingSdkIsAnErrorThatNamesTheDependency() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("aliyun-java-sdk")) {
                classPath.add(new File(entry).toURI().toURL());
            }
        }
        try (URLClassLoader withoutSdk =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = withoutSdk.loadClass(OpenApiTokenSource.class.getName());
            Object source = type.getConstructor().newInstance();
            type.getMethod("setInstanceId", String.class).invoke(source, "post-cn-test");
            type.getMethod("setRegionId", String.class).invoke(source, "cn-hangzhou");
            Class<?> requestType = withoutSdk.loadClass(TokenRequest.class.getName());
            Class<?> tokenType = withoutSdk.loadClass(TokenType.class.getName());
            Object request = requestType
                    .getConstructor(String.class, tokenType, List.class)
                    .newInstance("GID_test@@@1", tokenType.getEnumConstants()[0], List.of("test/#"));

            assertThatThrownBy(() -> type.getMethod("fetch", requestType).invoke(source, request))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("add the dependency com.aliyun:aliyun-java-sdk-core");
        }
    }

    @Test
    void missingSettingIsNamed() {
        OpenApiTokenSource source = new OpenApiTokenSource();
        assertThatThrownBy(() -> source.fetch(REQUEST)).hasMessageContaining("instanceId is not set");

        source.setInstanceId("post-cn-test");
        assertThatThrownBy(() -> source.fetch(REQUEST)).hasMessageContaining("regionId is not set");

        source.setRegionId("cn-hangzhou");
        source.setAccessKey("key");
        assertThatThrownBy(() -> source.fetch(REQUEST)).hasMessageContaining("secretKey is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://onsmqtt.cn-hangzhou.aliyuncs.com", "onsmqtt.cn-hangzhou.aliyuncs.com"})
    void endpointIsHttpsOrOnThisMachine(String endpoint) {
        assertThatThrownBy(() -> new OpenApiTokenSource().setEndpoint(endpoint))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("endpoint")
                .hasMessageContaining("https://");
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new OpenApiTokenSource().setRegionId("cn hangzhou"))
                .hasMessageContaining("regionId 'cn hangzhou' is no region");
        assertThatThrownBy(() -> new OpenApiTokenSource().setLife(null)).hasMessageContaining("life is null");
        assertThatThrownBy(() -> new OpenApiTokenSource().setLife(Duration.ofSeconds(-1)))
                .hasMessageContaining("life is PT-1S");
    }

    @Test
    void emptyEndpointAndRegionAreNone() {
        OpenApiTokenSource source = new OpenApiTokenSource();
        source.setInstanceId("post-cn-test");
        source.setEndpoint(" ");
        source.setRegionId("");

        assertThatThrownBy(() -> source.fetch(REQUEST)).hasMessageContaining("regionId is not set");
    }

    @Test
    void whatTheSdkThrowsWithoutACodeIsToldWithoutItsText() {
        assertThat(ApplyTokenFailure.broken("ApplyToken", new IllegalStateException("https://planted")))
                .hasMessageContaining("java.lang.IllegalStateException")
                .hasMessageNotContaining("planted")
                .hasNoCause();
    }

    /** As a captive portal or a web server in the place of the OpenAPI gives it. */
    @ParameterizedTest
    @ValueSource(strings = {"<html>planted</html>", "{}", "{\"Token\":\" \"}", ""})
    void anAnswerThatIsNotTheServicesIsToldWithoutItsText(String answer) throws Exception {
        try (TokenServer server = TokenServer.answering(200, answer)) {
            OpenApiTokenSource source = new OpenApiTokenSource();
            source.setInstanceId("post-cn-test");
            source.setEndpoint(server.url());
            source.setAccessKey("key");
            source.setSecretKey("secret");

            assertThatThrownBy(() -> source.fetch(REQUEST))
                    .isInstanceOf(TokenException.class)
                    .hasMessage(
                            "ApplyToken got an answer that is not the service's: check that the endpoint is that of the OpenAPI,"
                                    + " onsmqtt.<region>.aliyuncs.com, and that no proxy answers in its place");
        }
    }

    @Test
    void timeoutIsNeverForEver() {
        assertThatThrownBy(() -> new OpenApiTokenSource().setConnectTimeout(Duration.ZERO))
                .hasMessageContaining("connectTimeout");
        assertThatThrownBy(() -> new OpenApiTokenSource().setReadTimeout(Duration.ofHours(1)))
                .hasMessageContaining("readTimeout");
    }

    @Test
    void secretIsNotPrinted() {
        OpenApiTokenSource source = new OpenApiTokenSource();
        source.setAccessKey("LTAI-planted-key");
        source.setSecretKey("planted-secret");
        source.setEndpoint("https://example.com/?key=planted");

        assertThat(source.toString()).contains("LTAI****").doesNotContain("planted");
    }
}
