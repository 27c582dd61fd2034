package meters;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that makes bills of readings. */
@SpringBootApplication
public class Meters {

    public static void main(String[] args) {
        SpringApplication.run(Meters.class, args);
    }
}
