package dev.sluice.cli.installation;

import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.plugin.DestinationCatalog;
import dev.sluice.host.plugin.InstalledDestination;
import dev.sluice.host.plugin.PluginFailure;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncPlan;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.VerifyReport;
import dev.sluice.host.run.SyncEngine;
import dev.sluice.host.run.Verification;
import dev.sluice.host.source.Source;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.source.jdbc.JdbcConnection;
import dev.sluice.source.jdbc.JdbcQuery;
import dev.sluice.spi.Destination;
import dev.sluice.spi.WriteProfile;
import dev.sluice.state.SyncStates;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The host runtime with the plugins of this installation. */
public final class InstalledHost implements Host {
    private final DestinationCatalog catalog;
    private final Path drivers;

    /** @param home the directory of the installation, which has directories {@code plugins} and {@code drivers} */
    public InstalledHost(Path home) {
        this.drivers = home.resolve("drivers");
        this.catalog = DestinationCatalog.load(home.resolve("plugins"));
    }

    @Override
    public List<Installed> destinations() {
        return catalog.destinations().stream()
                .map(installed -> new Installed(installed.destination(), installed.origin()))
                .toList();
    }

    @Override
    public Optional<Destination> destinationOfScheme(String scheme) {
        return catalog.findByUrlScheme(scheme).map(InstalledDestination::destination);
    }

    @Override
    public List<PluginFailure> brokenPlugins() {
        return catalog.failures();
    }

    @Override
    public Source files(List<String> names, SourceOptions options) {
        return Sources.files(names, options);
    }

    @Override
    public Source sql(String query, Path folder) {
        return Sources.sql(query, folder);
    }

    @Override
    public Path drivers() {
        return drivers;
    }

    @Override
    public Source jdbc(JdbcConnection connection, JdbcQuery query, SourceOptions options) {
        return Sources.jdbc(connection, query, options);
    }

    @Override
    public WriteProfile profile(SyncDefinition definition, Source source) {
        return SyncEngine.profile(definition, source);
    }

    @Override
    public SyncPlan plan(
            SyncDefinition definition, Source source, int examples, SyncListener listener, Interruption stop) {
        Cancellation cancellation = new Cancellation();
        try (Interruption.Stoppable running = stop.onRequest(cancellation::request)) {
            return engine().plan(definition, source, examples, listener, cancellation);
        }
    }

    @Override
    public SyncReport run(
            SyncDefinition definition, Supplier<Source> source, SyncListener listener, Interruption stop) {
        Cancellation cancellation = new Cancellation();
        try (Interruption.Stoppable running = stop.onRequest(cancellation::request)) {
            return engine().run(definition, source, listener, cancellation);
        }
    }

    @Override
    public SyncReport retry(
            SyncDefinition definition, Supplier<Source> source, SyncListener listener, Interruption stop) {
        Cancellation cancellation = new Cancellation();
        try (Interruption.Stoppable running = stop.onRequest(cancellation::request)) {
            return engine().retry(definition, source, listener, cancellation);
        }
    }

    @Override
    public VerifyReport verify(
            SyncDefinition definition,
            Source source,
            Verification verification,
            SyncListener listener,
            Interruption stop) {
        Cancellation cancellation = new Cancellation();
        try (Interruption.Stoppable running = stop.onRequest(cancellation::request)) {
            return engine().verify(definition, source, verification, listener, cancellation);
        }
    }

    private static SyncEngine engine() {
        return new SyncEngine(Clock.systemUTC(), new SyncStates());
    }
}
