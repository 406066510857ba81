package dev.sluice.redis.marker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.marker.Finding.Judge;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the markers of a sync with {@code GET}, and leaves them as they are. */
public final class MarkerReader {
    private static final byte[] GET = "GET".getBytes(US_ASCII);

    private final Optional<String> beginning;
    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final Judge judge;

    /** A reader over an executor of somebody else. */
    public MarkerReader(RedisSettings settings, RunContext context, CommandExecutor executor, FailureCatalog failures) {
        this.beginning = MarkerKeys.beginning(settings, context);
        this.executor = executor;
        this.failures = failures;
        this.judge = new Judge("GET", context, failures);
    }

    /** Sends commands that change nothing, and answers with replies of which none is a loss. */
    @FunctionalInterface
    public interface Sender {
        /** @throws DestinationException if the server cannot be reached */
        List<Reply> send(List<Command> commands);
    }

    /**
     * What the keys of the marker hold.
     *
     * @throws DestinationException if the server cannot be reached or refuses
     */
    public List<RunMarker> read(Sender sender) {
        if (beginning.isEmpty()) {
            return List.of(RunMarker.NOT_KEPT);
        }
        KeySpread spread = executor.spread(MarkerKeys.key(beginning.get(), ""));
        if (spread instanceof KeySpread.Unknown unknown) {
            throw failures.lost(unknown.why()).exception();
        }
        KeySpread.Suffixes suffixes = (KeySpread.Suffixes) spread;
        List<Command> commands = new ArrayList<>();
        for (String suffix : suffixes.all()) {
            byte[] key = MarkerKeys.key(beginning.get(), suffix);
            commands.add(new Command(key, List.of(GET, key)));
        }
        List<Finding> findings = sender.send(commands).stream().map(judge::of).toList();
        return Finding.told(findings, suffixes);
    }
}
