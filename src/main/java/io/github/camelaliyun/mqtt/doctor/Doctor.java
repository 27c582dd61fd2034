package io.github.camelaliyun.mqtt.doctor;

import org.apache.camel.CamelContext;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Says why it does not connect: {@code mvn compile camel:run -Pdoctor} for the runnable project, {@link #check} for applications.
 * It changes nothing, keeps to the service's rules, and ends in less than 20 seconds whatever the network does.
 */
public final class Doctor {

    private static final int USAGE = 2;

    private Doctor() {}

    /**
     * Looks at the project of the working directory, and ends the JVM: with 0 if all is well, with 1 if something has failed, with 2 if
     * there is no such argument.
     *
     * @param args {@code --json} for a report that programs read; {@code --take-over} to connect with the clientId of the routes, which
     *     ends the connection of a process that has it
     */
    public static void main(String[] args) {
        DoctorOptions options;
        try {
            options = DoctorOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(USAGE);
            return;
        }
        quietLogging();
        Terminal terminal = Terminal.ofProgram();
        PrintStream out = new PrintStream(System.out, true, terminal.charset());
        System.exit(run(options, terminal, locale(), Clock.systemUTC(), out).exitCode());
    }

    /** Maven sets it as a property in its own JVM, whose default locale is another one by then. */
    static Locale locale() {
        String language = System.getProperty("user.language", "");
        Locale machine = Locale.getDefault();
        return language.isEmpty() || language.equals(machine.getLanguage()) ? machine : Locale.forLanguageTag(language);
    }

    /** What Camel tells of itself is of no use here. */
    private static void quietLogging() {
        if (System.getProperty("log4j2.configurationFile") == null) {
            System.setProperty(
                    "log4j2.configurationFile", "classpath:io/github/camelaliyun/mqtt/doctor/log4j2.properties");
        }
    }

    /** The same without ending the JVM. */
    static Diagnosis run(DoctorOptions options, Terminal terminal, Locale machine, Clock clock, PrintStream out) {
        Words words = new Words(terminal.language(machine));
        TextReport text = new TextReport(out, words, terminal.marks(), terminal.colours());
        Consumer<Result> listener = options.json() ? result -> {} : text;
        Diagnosis diagnosis = new Consultation(words, clock, options.takeOver(), listener).project();
        if (options.json()) {
            out.println(diagnosis.json());
        } else {
            text.summary(diagnosis);
        }
        return diagnosis;
    }

    /**
     * Looks at the connections that the routes of an application make, with Device IDs of its own. Takes up to 15 seconds.
     *
     * @param context of the application, started or not
     * @return what was found, in the language of the JVM
     */
    public static Diagnosis check(CamelContext context) {
        Words words = new Words(Locale.getDefault());
        return new Consultation(words, Clock.systemUTC(), false, result -> {}).application(context);
    }
}
