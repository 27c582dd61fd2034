package io.github.camelaliyun.mqtt.springboot;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hides the secrets of {@code aliyun.mqtt.*}, and the component's secret options under {@code camel.component}, in whatever form
 * of writing, environment variables included.
 */
final class SecretsSanitizer implements SanitizingFunction {

    private static final Pattern SECRETS =
            Pattern.compile("(aliyunmqtt|camelcomponent).*(accesskey|secretkey|serverbearer|username|password)");

    @Override
    public SanitizableData apply(SanitizableData data) {
        String key = data.getKey().toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
        return SECRETS.matcher(key).matches() ? data.withSanitizedValue() : data;
    }
}
