package dev.sluice.cli;

import dev.sluice.cli.command.Application;
import dev.sluice.cli.installation.Host;
import dev.sluice.cli.installation.Interruption;
import dev.sluice.cli.output.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the command in this process, and keeps what it prints. */
public final class Terminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console;

    public Terminal() {
        this(Map.of(), false);
    }

    public Terminal(Map<String, String> environment, boolean watched) {
        this(environment, watched, 79, Optional.empty());
    }

    /** One that somebody watches, so wide. */
    public Terminal(int columns) {
        this(Map.of(), true, columns, Optional.empty());
    }

    private Terminal(Map<String, String> environment, boolean watched, int columns, Optional<OutputStream> results) {
        console = new Console(
                new PrintStream(results.orElse(out), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                watched,
                columns);
    }

    /** One whose results go to a disk that is full. */
    public static Terminal withFullOutput() {
        return new Terminal(Map.of(), false, 79, Optional.of(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        }));
    }

    public Console console() {
        return console;
    }

    public int run(String... arguments) {
        return run(FakeHost::new, arguments);
    }

    public int run(Supplier<Host> hosts, String... arguments) {
        return new Application(console, hosts, new Interruption()).run(arguments);
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The one object on the standard output. */
    public JsonNode json() {
        return JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readTree(out());
    }
}
