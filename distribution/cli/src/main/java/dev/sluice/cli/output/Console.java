package dev.sluice.cli.output;

import dev.sluice.definition.References;
import dev.sluice.host.json.JsonTree;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the command speaks: results on one stream, everything else on the other, as a terminal can show it. Safe for use by several threads.
 */
public final class Console {
    private static final String WARNING = "warning: ";

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final boolean terminal;
    private final int columns;
    private final Redactor redactor = new Redactor();
    private volatile boolean json;

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
        if (json) {
            boolean warning = line.startsWith(WARNING);
            sayJson(warning ? "warning" : "info", Map.of("message", warning ? line.substring(WARNING.length()) : line));
            return;
        }
        err.println(Printable.line(line));
        err.flush();
    }

    /** From now on the error stream has a JSON object a line. */
    public void sayAsJson() {
        json = true;
    }

    /** Whether it has. */
    public boolean saysJson() {
        return json;
    }

    /**
     * An object on the error stream, in which no secret is left.
     *
     * @param level {@code info}, {@code warning} or {@code error}
     */
    public void sayJson(String level, Map<String, ?> properties) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("level", level);
        line.putAll(properties);
        err.println(Printable.json(JsonTree.text(redactor.texts(line))));
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
