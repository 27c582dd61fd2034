package io.github.camelaliyun.mqtt.doctor;

import java.io.Console;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;

/**
 * What can be shown where the report goes.
 *
 * @param colours whether it takes ANSI colours
 * @param charset of the bytes that it takes
 */
record Terminal(boolean colours, Charset charset) {

    private static final String MARKS = "\u2713\u2717";
    private static final String CHINESE = "\u4e2d";

    /** That of the program's standard output. */
    static Terminal ofProgram() {
        Map<String, String> environment = System.getenv();
        String term = environment.getOrDefault("TERM", "dumb");
        boolean plain =
                term.equals("dumb") || !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(isTerminal(System.console()) && !plain, ofOutput());
    }

    /** From Java 22 on there is a console where there is no terminal, too. */
    private static boolean isTerminal(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** From Java 18 on the default charset is UTF-8, and what the output takes is another property. */
    private static Charset ofOutput() {
        for (String property : new String[] {"stdout.encoding", "sun.stdout.encoding", "native.encoding"}) {
            String name = System.getProperty(property);
            if (name != null && Charset.isSupported(name)) {
                return Charset.forName(name);
            }
        }
        return Charset.defaultCharset();
    }

    /** Whether a check mark and a cross can be shown. */
    boolean marks() {
        return charset.newEncoder().canEncode(MARKS);
    }

    /** The language of the machine, if it can be shown. */
    Locale language(Locale machine) {
        return charset.newEncoder().canEncode(CHINESE) ? machine : Locale.ENGLISH;
    }
}
