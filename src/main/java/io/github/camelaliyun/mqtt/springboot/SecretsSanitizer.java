package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.service.SecretNames;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

import java.util.regex.Pattern;

/**
 * Hides the secrets of {@code aliyun.mqtt.*}, and the component's secret options under {@code camel.component}, in whatever form
 * of writing, environment variables included.
 */
final class SecretsSanitizer implements SanitizingFunction {

    private static final Pattern OURS = Pattern.compile("(aliyunmqtt|camelcomponent).*");

    /** Whose entries have names of others: of headers, and of properties of Paho and the JVM. */
    private static final Pattern MAPS = Pattern.compile(".*(customwebsocketheaders|sslclientprops).*");

    /** Addresses, and URIs of endpoints, which have options. */
    private static final Pattern ADDRESSES = Pattern.compile(
            ".*(endpoint|brokerurl|serveruris|serverurl|proxy|deadletteruri|unclaimed|whenstopped)(\\d*)");
    /** What a login and a query begin with, as they are or encoded. */
    private static final Pattern LOGIN_OR_QUERY = Pattern.compile("[@?]|%(25)*(40|3[Ff])");

    @Override
    public SanitizableData apply(SanitizableData data) {
        String key = SecretNames.uniform(data.getKey());
        return OURS.matcher(key).matches() && isSecret(key, String.valueOf(data.getValue()))
                ? data.withSanitizedValue()
                : data;
    }

    private static boolean isSecret(String key, String value) {
        return SecretNames.isSecret(key)
                || MAPS.matcher(key).matches()
                || ADDRESSES.matcher(key).matches()
                        && LOGIN_OR_QUERY.matcher(value).find();
    }
}
