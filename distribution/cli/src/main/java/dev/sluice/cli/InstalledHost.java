package dev.sluice.cli;

import dev.sluice.host.mapping.FieldMapping;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.Source;
import dev.sluice.host.sync.SyncDefinition;
import dev.sluice.host.sync.SyncListener;
import java.nio.file.Path;
import java.util.List;

/** The host runtime with the plugins of this installation. */
final class InstalledHost implements Host {
    @Override
    public List<Installed> destinations() {
        return List.of();
    }

    @Override
    public List<String> brokenPlugins() {
        return List.of();
    }

    @Override
    public Source file(Path file) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public Source sql(String query) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public FieldMapping mapping(List<String> entries) {
        return FieldMapping.ALL;
    }

    @Override
    public SyncReport run(SyncDefinition definition, Source source, SyncListener listener, Interruption stop) {
        throw new UnsupportedOperationException("not yet");
    }
}
