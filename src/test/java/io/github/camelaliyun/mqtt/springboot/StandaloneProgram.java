package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A Spring Boot application without a web server, in a process of its own; its settings are its arguments. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({CamelAutoConfiguration.class, AliyunMqttAutoConfiguration.class})
class StandaloneProgram {

    public static void main(String[] args) {
        SpringApplication.run(StandaloneProgram.class, args);
        System.out.println("main has returned");
        Thread end = new Thread(StandaloneProgram::endWithTheTest, "end with the test");
        end.setDaemon(true);
        end.start();
    }

    private static void endWithTheTest() {
        try {
            ChildJvm.awaitEndOfInput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.exit(0);
    }
}
