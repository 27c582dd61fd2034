package io.github.camelaliyun.mqtt.springboot;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when {@code aliyun.mqtt.*} has any setting of an account. Not {@code endpoint} alone: with a forgotten endpoint
 * {@code paho:} would be camel-paho's own, and connect to its default, localhost.
 */
final class AccountCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("aliyun.mqtt.*");
        if (!context.getEnvironment().getProperty(AliyunMqttProperties.PREFIX + ".enabled", Boolean.class, true)) {
            return ConditionOutcome.noMatch(message.because("aliyun.mqtt.enabled is false"));
        }
        return ConfiguredAccount.configured(context.getEnvironment()).isEmpty()
                ? ConditionOutcome.noMatch(message.because("no account is configured"))
                : ConditionOutcome.match(message.because("an account is configured"));
    }
}
