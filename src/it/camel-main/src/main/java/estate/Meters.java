package estate;

import org.apache.camel.main.Main;

/** An estate on camel-main: its routes are in YAML, its settings in application.properties. */
public final class Meters {

    private Meters() {}

    public static void main(String[] args) throws Exception {
        System.exit(new Main().run(args));
    }
}
