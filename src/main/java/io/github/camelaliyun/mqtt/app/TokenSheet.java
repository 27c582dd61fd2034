package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.credential.token.TokenType;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a client of the mode token logs in with, and how its token is had. No token is asked for: a call of ApplyToken counts as
 * a message, and a token ends.
 */
final class TokenSheet {

    private final Settings settings;
    private final String clientId;

    TokenSheet(Settings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
    }

    String text() {
        String instanceId = settings.get("instance-id");
        List<TokenType> types = types();
        return """

                The login of one client, auth-mode token. Its password is made of tokens, which end and are renewed: the project does
                that itself, another client does it as docs/credentials.md says.

                  server         %s
                  clientId       %s
                  user name      Token|%s|%s
                  password       %s

                %s
                """.formatted(
                        PrintedServer.of(settings).address(),
                        clientId,
                        set("access-key").orElse("<AccessKey ID that called ApplyToken>"),
                        instanceId,
                        types.stream().map(type -> type + "|<token>").collect(Collectors.joining("|")),
                        set("token.server-url").isPresent() ? fromServer() : fromOpenApi(instanceId, types));
    }

    private String fromServer() {
        return "Tokens are had from the token server of aliyun.mqtt.token.server-url, by the request of docs/credentials.md.";
    }

    private String fromOpenApi(String instanceId, List<TokenType> types) {
        String resources = set("token.resources")
                .orElseGet(() -> Arrays.stream(settings.get("parent-topic").split(","))
                        .map(String::strip)
                        .map(parent -> parent + "/#," + parent + "/p2p/#")
                        .collect(Collectors.joining(",")));
        String sorted =
                Arrays.stream(resources.split(",")).map(String::strip).sorted().collect(Collectors.joining(","));
        String life = settings.get("token.life");
        return types.stream()
                .map(type -> """
                        A token of type %s, which allows %s, with Alibaba Cloud's command line:

                          aliyun onsmqtt ApplyToken --region %s --InstanceId %s --Actions '%s' \\
                              --Resources '%s' --ExpireTime $(( ($(date +%%s) + %s) * 1000 ))
                        """.formatted(
                                type,
                                sorted,
                                set("token.region-id").orElse("<region>"),
                                instanceId,
                                type.actions(),
                                sorted,
                                life))
                .collect(Collectors.joining("\n"));
    }

    private Optional<String> set(String key) {
        return settings.find(key).filter(value -> !value.isEmpty());
    }

    private List<TokenType> types() {
        return Arrays.stream(set("token.types").orElse(TokenType.RW.name()).split(","))
                .map(name -> TokenType.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                .distinct()
                .toList();
    }
}
