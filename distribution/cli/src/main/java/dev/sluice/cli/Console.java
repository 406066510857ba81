package dev.sluice.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * Where the command speaks: results on one stream, everything else on the other, no secret on either. Safe for use by several threads.
 */
final class Console {
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final boolean terminal;
    private final Redactor redactor = new Redactor();

    /** @param terminal whether a person watches the error stream */
    Console(PrintStream out, PrintStream err, Map<String, String> environment, boolean terminal) {
        this.out = out;
        this.err = err;
        this.environment = Map.copyOf(environment);
        this.terminal = terminal;
    }

    /** A result. */
    void print(String line) {
        out.println(redactor.redact(line));
        out.flush();
    }

    /** News for the person who watches. */
    void say(String line) {
        err.println(redactor.redact(line));
        err.flush();
    }

    Redactor redactor() {
        return redactor;
    }

    boolean terminal() {
        return terminal;
    }

    PrintStream errorStream() {
        return err;
    }

    /** The value of an environment variable. */
    Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name));
    }
}
