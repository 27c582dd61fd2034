package io.github.camelaliyun.mqtt.readme;

import java.util.regex.Pattern;

/** What a command of the READMEs is for, told by what it looks like. A new command of the pages gets a step, and a test of it. */
enum Step {
    MAIN_JOB("mvn compile camel:run"),
    TESTS("mvn verify"),
    GOING_LIVE("export ALIYUN_MQTT_ENDPOINT=.*camel:run"),
    JAVA_ROUTES("mvn compile camel:run -Daliyun\\.mqtt\\.routes-dir=routes/java"),
    CREDENTIALS("mvn -q compile camel:run -Pcredentials .*"),
    START_MOSQUITTO("PW=.*mosquitto -c mosquitto\\.conf"),
    USE_MOSQUITTO("mvn compile camel:run -Daliyun\\.mqtt\\.endpoint=tcp:.*"),
    SANDBOX_ALONE("mvn compile camel:run -Psandbox"),
    DOCTOR("mvn compile camel:run -Pdoctor"),
    MOSQUITTO_PUB("PW=.*mosquitto_pub.*"),
    MQTT_JS("import mqtt from 'mqtt';.*"),
    SECOND_PROCESS("mvn camel:run -Daliyun\\.mqtt\\.endpoint=ssl:.*"),
    DISTRIBUTION("mvn package -DskipTests"),
    INSTALL("mvn install -DskipTests"),
    DEPENDENCIES("mvn dependency:list"),
    OBSERVE("mvn compile camel:run -Pobserve");

    private final Pattern looks;

    Step(String looks) {
        this.looks = Pattern.compile(looks, Pattern.DOTALL);
    }

    boolean means(String command) {
        return looks.matcher(command).matches();
    }
}
