package dev.sluice.cli.option;

import dev.sluice.cli.help.InSection;
import dev.sluice.cli.help.Section;
import dev.sluice.cli.metrics.RunMetrics;
import dev.sluice.cli.output.Console;
import dev.sluice.cli.service.PageServer;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where a command that ends by itself answers with its metrics meanwhile. */
@InSection(Section.TOLD)
public final class MetricsPort {
    private static final String PORT = "SLUICE_METRICS_PORT";
    private static final String BIND = "SLUICE_METRICS_BIND";
    private static final int MOST = 65_535;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description =
                    "Answers GET /metrics there while it runs, in Prometheus' text format; 0 takes any that is free. Default: the"
                            + " variable " + PORT + ", else none.")
    private @Nullable Integer port;

    @Option(
            names = "--metrics-bind",
            paramLabel = "ADDRESS",
            description = "The address of that port. Default: the variable " + BIND + ", else 127.0.0.1.")
    private @Nullable String bind;

    /** A port, while it is open. */
    public interface Open extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Listens, if that is wanted. A port that is taken is a warning: a sync that runs twice at a time is to run.
     *
     * @throws HostException if there is no such port
     */
    public Open open(Console console, RunOptions runs) {
        Optional<Integer> wanted =
                Optional.ofNullable(port).or(() -> variable(console, PORT).map(MetricsPort::number));
        if (wanted.isEmpty()) {
            if (bind != null) {
                throw HostFailure.ARGUMENT_INVALID.exception(
                        "--metrics-bind is given without --metrics-port.", "Give both, or neither.");
            }
            return () -> {};
        }
        if (wanted.get() < 0 || wanted.get() > MOST) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "--metrics-port is " + wanted.get() + ".", "Give a number from 0 to " + MOST + ".");
        }
        String address = bind != null ? bind : variable(console, BIND).orElse("127.0.0.1");
        RunMetrics metrics = runs.serve(console);
        try {
            PageServer server = PageServer.start(
                    address, wanted.get(), "--metrics-", Map.of("/metrics", () -> PageServer.Page.of(metrics)));
            if (wanted.get() == 0) {
                console.say("Answers " + server.url() + "/metrics.");
            }
            return server::close;
        } catch (HostException e) {
            console.say(
                    "warning: There are no metrics to be fetched. " + e.detail().message());
            return () -> {};
        }
    }

    private static Optional<String> variable(Console console, String name) {
        return console.environment(name).filter(text -> !text.isBlank());
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "The variable " + PORT + " is no port.", "Give a number from 0 to " + MOST + ".");
        }
    }
}
