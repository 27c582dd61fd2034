package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.LinkedHashSet;
import java.util.Set;

/** What is wrong with the model broker at present, as a schedule says. */
final class BrokerFaults {

    private final Set<String> refusedFilters = new LinkedHashSet<>();
    private boolean refusing;
    private boolean silent;
    private int connackCode;
    private boolean deafToSubscribe;
    private boolean nonsenseSuback;
    private boolean grantsLess;
    private boolean noPingresp;
    private int closeAfter = -1;

    void refuse(boolean on) {
        refusing = on;
    }

    void beSilent(boolean on) {
        silent = on;
    }

    void connackCode(int code) {
        connackCode = code;
    }

    void deafToSubscribe(boolean on) {
        deafToSubscribe = on;
    }

    void nonsenseSuback(boolean on) {
        nonsenseSuback = on;
    }

    void grantsLess(boolean on) {
        grantsLess = on;
    }

    void noPingresp(boolean on) {
        noPingresp = on;
    }

    void closeAfter(int packets) {
        closeAfter = packets;
    }

    void refuseFilter(String filter) {
        refusedFilters.add(filter);
    }

    /** All is well from now on. */
    void heal() {
        refusing = false;
        silent = false;
        connackCode = 0;
        deafToSubscribe = false;
        nonsenseSuback = false;
        grantsLess = false;
        noPingresp = false;
        closeAfter = -1;
        refusedFilters.clear();
    }

    boolean isRefusing() {
        return refusing;
    }

    boolean isSilent() {
        return silent;
    }

    /** The return code of CONNACK; zero if clients are accepted. */
    int connackCode() {
        return connackCode;
    }

    boolean isDeafToSubscribe() {
        return deafToSubscribe;
    }

    /** What a SUBACK says in place of its return codes. */
    byte[] suback(byte[] codes) {
        return nonsenseSuback ? new byte[0] : codes;
    }

    /** The return code for a filter: the granted QoS, or 0x80. */
    byte codeFor(Packet.Request request) {
        if (refusedFilters.contains(request.filter())) {
            return (byte) 0x80;
        }
        return (byte) (grantsLess ? 0 : request.qos());
    }

    boolean answersPings() {
        return !noPingresp;
    }

    /** Whether the packet that comes now is the one that a connection is to be closed at. */
    boolean closesNow() {
        if (closeAfter >= 0 && closeAfter-- == 0) {
            closeAfter = -1;
            return true;
        }
        return false;
    }
}
