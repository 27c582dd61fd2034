package estate;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An estate on Spring Boot: its settings are in application.yml, its routes in the Java DSL and in YAML. */
@SpringBootApplication
public class Meters {

    public static void main(String[] args) {
        SpringApplication.run(Meters.class, args);
    }
}
