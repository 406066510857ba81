package dev.sluice.cli;

import dev.sluice.cli.installation.Host;
import dev.sluice.cli.installation.Interruption;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostFailure;
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

/** A host with one destination and nothing to read. */
public final class FakeHost implements Host {
    @Override
    public List<Installed> destinations() {
        return List.of(new Installed(new FakeDestination(), "fake.jar"));
    }

    @Override
    public Optional<Destination> destinationOfScheme(String scheme) {
        Destination destination = new FakeDestination();
        return Optional.of(destination).filter(fake -> fake.spec().urlSchemes().containsKey(scheme));
    }

    @Override
    public List<PluginFailure> brokenPlugins() {
        return List.of(new PluginFailure(
                "bad.jar", HostFailure.PLUGIN_NOT_LOADED.detail("The plugin bad.jar does not load.", "Remove it.")));
    }

    @Override
    public Source files(List<String> names, SourceOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path drivers() {
        return Path.of("drivers");
    }

    @Override
    public Source jdbc(JdbcConnection connection, JdbcQuery query, SourceOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Source sql(String query, Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WriteProfile profile(SyncDefinition definition, Source source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SyncPlan plan(
            SyncDefinition definition, Source source, int examples, SyncListener listener, Interruption stop) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SyncReport retry(
            SyncDefinition definition, Supplier<Source> source, SyncListener listener, Interruption stop) {
        throw new UnsupportedOperationException();
    }

    @Override
    public VerifyReport verify(
            SyncDefinition definition,
            Source source,
            Verification verification,
            SyncListener listener,
            Interruption stop) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SyncReport run(
            SyncDefinition definition, Supplier<Source> source, SyncListener listener, Interruption stop) {
        throw new UnsupportedOperationException();
    }
}
