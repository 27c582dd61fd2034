package io.github.camelaliyun.mqtt.hostile;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Packets written by hand from the text of MQTT 3.1.1, with the rules that each breaks. */
class RuleTest {

    @ParameterizedTest
    @CsvSource({
        "0000, A_FORBIDDEN_TYPE",
        "f000, A_FORBIDDEN_TYPE",
        "100c00044d5154540402003c0000, A_CLIENTS_PACKET",
        "82060001000161 00, A_CLIENTS_PACKET",
        "a2050001000161, A_CLIENTS_PACKET",
        "c000, A_CLIENTS_PACKET",
        "e000, A_CLIENTS_PACKET",
        "20020000, ",
        "20020100, ",
        "20020005, ",
        "20020200, FLAGS_IN_CONNACK",
        "200100, LENGTH_OF_CONNACK",
        "2003000000, LENGTH_OF_CONNACK",
        "21020000, FLAGS_OF_ANOTHER_TYPE",
        "3004 0001 61 41, ",
        "3104 0001 61 41, ",
        "3804 0001 61 41, DUP_AT_QOS_0",
        "3206 0001 61 0001 41, ",
        "3a06 0001 61 ffff 41, ",
        "3c06 0001 61 0001 41, ",
        "3606 0001 61 0001 41, QOS_3",
        "3206 0001 61 0000 41, PACKET_ID_0",
        "3203 0001 61, FIELDS_BEYOND_THE_PUBLISH",
        "3204 0001 61 00, FIELDS_BEYOND_THE_PUBLISH",
        "3003 0002 61, FIELDS_BEYOND_THE_PUBLISH",
        "3000, FIELDS_BEYOND_THE_PUBLISH",
        "3002 0000, EMPTY_TOPIC",
        "3003 0001 23, WILDCARD_IN_TOPIC",
        "3003 0001 2b, WILDCARD_IN_TOPIC",
        "3003 0001 00, NUL_IN_TOPIC",
        "3003 0001 01, ",
        "3004 0002 c080, TOPIC_NOT_UTF_8",
        "3005 0003 eda080, TOPIC_NOT_UTF_8",
        "3005 0003 efbfbd, ",
        "3005 0003 efbbbf, ",
        "3006 0004 f09f9880, ",
        "3006 0004 f4908080, TOPIC_NOT_UTF_8",
        "40020001, ",
        "4002ffff, ",
        "40020000, PACKET_ID_0",
        "400100, LENGTH_OF_AN_ACKNOWLEDGEMENT",
        "4003000100, LENGTH_OF_AN_ACKNOWLEDGEMENT",
        "50020001, ",
        "60020001, FLAGS_OF_ANOTHER_TYPE",
        "62020001, ",
        "70020001, ",
        "72020001, FLAGS_OF_ANOTHER_TYPE",
        "9003000180, ",
        "9003000080, PACKET_ID_0",
        "900100, SUBACK_WITHOUT_PACKET_ID",
        "90ffffff7f, OVER_THE_LIMIT",
        "b0020001, ",
        "b003000100, LENGTH_OF_AN_ACKNOWLEDGEMENT",
        "d000, ",
        "d080808000, ",
        "d00100, PINGRESP_WITH_A_BODY",
        "3016 0001 61, ",
        "32ffffff7f 0001 61, ",
        "30ffffff7f 0001 23, WILDCARD_IN_TOPIC"
    })
    void whatALineMustRefuse(String hex, String rule) {
        assertThat(rules(Rule.Demand.CLOSE, hex)).containsExactlyElementsOf(names(rule));
    }

    @ParameterizedTest
    @CsvSource({
        "9003000103, RESERVED_SUBACK_CODE",
        "90050001008001, ",
        "9005000100 81 01, RESERVED_SUBACK_CODE",
    })
    void whatALineDeliversThoughTheJudgeRefusesIt(String hex, String rule) {
        assertThat(rules(Rule.Demand.DELIVER, hex)).containsExactlyElementsOf(names(rule));
    }

    @ParameterizedTest
    @CsvSource({
        "90020001, SUBACK_WITHOUT_CODES",
        "20020006, RESERVED_CONNACK_CODE",
        "20020105, SESSION_OF_A_REFUSAL",
        "20020100, ",
        "20020005, "
    })
    void whatIsLeftToTheLine(String hex, String rule) {
        assertThat(rules(Rule.Demand.EITHER, hex)).containsExactlyElementsOf(names(rule));
    }

    private static List<String> rules(Rule.Demand demand, String hex) {
        Frame frame = new Frame(HexFormat.of().parseHex(hex.replace(" ", "")), 0);
        return Rule.of(demand, frame).stream().map(Rule::name).toList();
    }

    private static List<String> names(String rule) {
        return Stream.ofNullable(rule).toList();
    }
}
