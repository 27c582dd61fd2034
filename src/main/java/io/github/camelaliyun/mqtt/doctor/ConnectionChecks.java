package io.github.camelaliyun.mqtt.doctor;

import java.util.ArrayList;
import java.util.List;

/** What is looked at of a connection, from near to far. */
final class ConnectionChecks {

    private ConnectionChecks() {}

    static List<Check> of(Examination examination) {
        boolean tokens = examination.tokenAuthentication().isPresent();
        List<Check> checks = new ArrayList<>(List.of(
                new IdentityCheck(examination),
                new ProxyCheck(examination),
                new NamesCheck(examination),
                new TcpCheck(examination),
                new TlsCheck(examination),
                new WebSocketCheck(examination)));
        if (tokens) {
            // A clock that is wrong is why there is no token, or one that has expired.
            checks.add(new ClockCheck(examination));
            checks.add(new TokenCheck(examination));
        }
        checks.add(new InstanceCheck(examination));
        checks.add(new ConnectCheck(examination));
        checks.add(new TraceCheck(examination));
        checks.addAll(List.of(
                new TakenOverCheck(examination),
                new FiltersCheck(examination),
                new RoundTripCheck(examination),
                new P2pCheck(examination),
                new KeepAliveCheck(examination)));
        if (!tokens) {
            checks.add(new ClockCheck(examination));
        }
        return checks;
    }
}
