package dev.sluice.cli;

import dev.sluice.cli.command.Application;
import dev.sluice.cli.installation.Host;
import dev.sluice.cli.installation.InstalledHost;
import dev.sluice.cli.installation.Interruption;
import dev.sluice.cli.output.Console;
import dev.sluice.cli.output.StandardOutput;
import dev.sluice.host.failure.HostException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Where the virtual machine enters. */
public final class Main {
    private static final int DEFAULT_COLUMNS = 80;

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // No library is to write numbers or letters in the way of the machine's language.
        Locale.setDefault(Locale.ROOT);
        // Names and values are UTF-8, whatever the locale of the machine.
        PrintStream out = new PrintStream(
                new StandardOutput(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        // What a plugin prints is no result.
        System.setOut(err);
        Interruption interruption = new Interruption();
        interruption.install();
        Console console = new Console(
                out,
                err,
                System.getenv(),
                Boolean.getBoolean("sluice.terminal"),
                Integer.getInteger("sluice.columns", DEFAULT_COLUMNS) - 1);
        Path home = Path.of(System.getProperty("sluice.home", "."));
        // Plugins are loaded while the command line is parsed: each takes about as long as the other.
        CompletableFuture<Host> host = CompletableFuture.supplyAsync(() -> new InstalledHost(home), Main::inBackground);
        int exit = interruption.during(() -> {
            int code = new Application(console, () -> loaded(host), interruption).run(arguments);
            out.flush();
            return code;
        });
        System.exit(exit);
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "sluice-plugins");
        thread.setDaemon(true);
        thread.start();
    }

    private static Host loaded(CompletableFuture<Host> host) {
        try {
            return host.join();
        } catch (CompletionException e) {
            throw HostException.of(e.getCause() == null ? e : e.getCause());
        }
    }
}
