package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.util.ArrayList;
import java.util.List;

/** What the service's rules say about the clientId and the number of topic filters, before anything is sent. */
final class IdentityCheck implements Check {

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
}
