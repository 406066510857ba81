package dev.sluice.cli.installation;

import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.plugin.PluginFailure;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncPlan;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.VerifyReport;
import dev.sluice.host.run.Verification;
import dev.sluice.host.source.Source;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.jdbc.JdbcConnection;
import dev.sluice.source.jdbc.JdbcQuery;
import dev.sluice.spi.Destination;
import dev.sluice.spi.WriteProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the commands need of the host runtime. */
public interface Host {
    /** The destinations that are installed, by id. */
    List<Installed> destinations();

    /** What could not be loaded. */
    List<PluginFailure> brokenPlugins();

    /** The rows of files, patterns, or the standard input. */
    Source files(List<String> names, SourceOptions options);

    /**
     * The rows of a query over files.
     *
     * @param folder that relative names of files in it belong to
     */
    Source sql(String query, Path folder);

    /** Where the drivers of databases are. */
    Path drivers();

    /** The rows of a query of a database; the options say whether they are read more than once. */
    Source jdbc(JdbcConnection connection, JdbcQuery query, SourceOptions options);

    /** Sees that a sync fits its source and its destination, without touching the target, and says how it is to be driven. */
    WriteProfile profile(SyncDefinition definition, Source source);

    /**
     * Runs a sync, until it ends or {@code stop} is told to.
     *
     * @param source opens the source when the run has begun; the caller closes it
     */
    SyncReport run(SyncDefinition definition, Supplier<Source> source, SyncListener listener, Interruption stop);

    /**
     * Sends the rows again that earlier runs of a sync rejected.
     *
     * @param source opens the source, where it is needed; the caller closes it
     */
    SyncReport retry(SyncDefinition definition, Supplier<Source> source, SyncListener listener, Interruption stop);

    /**
     * Says what a run of a sync would do now.
     *
     * @param examples how many records of each kind to show, at most
     */
    SyncPlan plan(SyncDefinition definition, Source source, int examples, SyncListener listener, Interruption stop);

    /** Looks at the records of a sync, and repairs them if that is asked for. */
    VerifyReport verify(
            SyncDefinition definition,
            Source source,
            Verification verification,
            SyncListener listener,
            Interruption stop);

    /** The destination that takes URLs of this scheme. */
    Optional<Destination> destinationOfScheme(String scheme);

    /** A destination and where it came from. */
    record Installed(Destination destination, String origin) {}
}
