package dev.sluice.cli.summary;

import dev.sluice.cli.installation.Version;
import dev.sluice.cli.output.Console;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.runfile.EndedRuns;
import dev.sluice.host.runfile.StoredRun;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tells files and a webhook of a run when all else of it is done; what cannot be told is a warning and changes nothing of how the run ended.
 */
public final class Notices implements SyncListener, AutoCloseable {
    private final Console console;
    private final List<SummaryFile> files;
    private final Optional<Webhook> webhook;
    private final Executor telling;
    private final List<StoredRun> ended = new ArrayList<>();
    private final EndedRuns runs;

    /**
     * @param files each has all runs of a command
     * @param telling calls the webhook, at once or later
     */
    public Notices(Console console, List<SummaryFile> files, Optional<Webhook> webhook, Executor telling) {
        this.telling = telling;
        this.console = console;
        this.files = List.copyOf(files);
        this.webhook = webhook;
        this.runs = new EndedRuns(Version.text(), Clock.systemUTC(), console.redactor()::texts, ended::add);
    }

    @Override
    public void heard(SyncEvent event) {
        runs.heard(event);
    }

    @Override
    public void close() {
        for (StoredRun run : ended) {
            for (SummaryFile file : files) {
                file.accept(run);
                file.problem().ifPresent(this::warn);
            }
            webhook.ifPresent(hook -> tell(hook, run));
        }
        ended.clear();
    }

    private void tell(Webhook hook, StoredRun run) {
        try {
            telling.execute(() -> hook.tell(run).ifPresent(this::warn));
        } catch (RejectedExecutionException e) {
            warn("The webhook was not told of run " + run.id() + ": too many wait to be told.");
        }
    }

    private void warn(String problem) {
        console.say("warning: " + problem);
    }
}
