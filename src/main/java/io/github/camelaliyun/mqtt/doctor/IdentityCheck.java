package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.util.ArrayList;
import java.util.List;

/** What the service's rules say about the clientId, the address and the topics, before anything is sent. */
final class IdentityCheck implements Check {

    private static final String DOMAIN = ".aliyuncs.com";

    private final Examination examination;

    IdentityCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "identity";
    }

    @Override
    public List<Finding> run() {
        if (!examination.isService()) {
            return List.of(Finding.ok(examination.say("identity.plain", examination.clientId())));
        }
        List<Finding> findings = new ArrayList<>();
        try {
            if (examination.mode().filter(mode -> mode != AuthMode.CUSTOM).isPresent()) {
                ClientId.parse(examination.subject().options().clientId());
            }
        } catch (InvalidSettingException e) {
            findings.add(Finding.failed(e.setting() + " " + e.problem(), e.cure()));
        }
        String instance = examination.subject().connection().account().getInstanceId();
        for (String uri : examination.subject().options().serverUris()) {
            String host = Server.of(uri).host();
            if (isOfOther(host, instance)) {
                findings.add(Finding.failed(
                        examination.say("identity.instance", Printable.of(instance), host),
                        examination.say("identity.instance.cure")));
            }
        }
        long filters = examination.subject().filters().stream()
                .map(each -> each.subscription().filter())
                .distinct()
                .count();
        if (filters > ServiceLimits.MAX_SUBSCRIPTIONS) {
            findings.add(Finding.failed(
                    examination.say("identity.filters", filters, ServiceLimits.MAX_SUBSCRIPTIONS),
                    examination.say("identity.filters.cure")));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(examination.say("identity.good", examination.clientId(), examination.modeName())));
        }
        return findings;
    }

    /** The first label of the service's hosts is the instance, with the kind of network behind it. */
    private static boolean isOfOther(String host, String instance) {
        String label = host.substring(0, Math.max(0, host.indexOf('.')));
        return host.endsWith(DOMAIN)
                && instance != null
                && (label.startsWith("post-") || label.startsWith("mqtt-"))
                && !label.equals(instance)
                && !label.startsWith(instance + "-");
    }
}
