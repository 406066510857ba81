package dev.sluice.tck.memory;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.util.List;
import java.util.Optional;

/** Delegates to another destination: what ServiceLoader finds cannot be the destination that a test chooses. */
public abstract class DelegatedDestination implements Destination {
    private final Destination destination;

    protected DelegatedDestination(Destination destination) {
        this.destination = destination;
    }

    @Override
    public DestinationSpec spec() {
        return destination.spec();
    }

    @Override
    public boolean supports(SyncMode mode) {
        return destination.supports(mode);
    }

    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        return destination.check(request, observer);
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        return destination.profile(request);
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        return destination.write(request, run, context);
    }

    @Override
    public DestinationRun openRun(WriteRequest request, RunContext context) {
        return destination.openRun(request, context);
    }

    @Override
    public RunFate resolve(WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
        return destination.resolve(request, unresolved, context, observer);
    }

    @Override
    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
        return destination.reader(request, context);
    }

    @Override
    public List<ErrorCode> errors() {
        return destination.errors();
    }

    @Override
    public void close() {
        destination.close();
    }

    @Override
    public String toString() {
        return destination.toString();
    }
}
