package dev.sluice.cli.output;

import dev.sluice.definition.References;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the command speaks: results on one stream, everything else on the other, as a terminal can show it. Safe for use by several threads.
 */
public final class Console {
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final boolean terminal;
    private final int columns;
    private final Redactor redactor = new Redactor();

    /**
     * @param terminal whether a person watches the error stream
     * @param columns how wide that terminal is
     */
    public Console(PrintStream out, PrintStream err, Map<String, String> environment, boolean terminal, int columns) {
        this.out = out;
        this.err = err;
        this.environment = Map.copyOf(environment);
        this.terminal = terminal;
        this.columns = columns;
    }

    /** A line of a result. */
    public void print(String line) {
        out.println(Printable.line(line));
        out.flush();
    }

    /** A result as one JSON object. */
    public void printJson(String json) {
        out.println(Printable.json(json));
        out.flush();
    }

    /** A line of news for the person who watches. */
    public void say(String line) {
        err.println(Printable.line(line));
        err.flush();
    }

    /** Whether a result could not be written. */
    public boolean failed() {
        return out.checkError();
    }

    /** For texts that are made for it, such as help. */
    public PrintStream resultStream() {
        return out;
    }

    public Redactor redactor() {
        return redactor;
    }

    boolean terminal() {
        return terminal;
    }

    /** The width of a line that does not wrap. */
    int columns() {
        return columns;
    }

    PrintStream errorStream() {
        return err;
    }

    /** The value of an environment variable. */
    public Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    /** Resolves references; what comes from a file is a secret from then on. */
    public References references(Path base) {
        return new References(this::environment, base, redactor::secret);
    }
}
