package dev.sluice.spark.task;

import dev.sluice.host.lane.Writers;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The run that the driver has opened, as a task sees it: opens a writer of it and keeps what that prepares for the commit. */
final class TaskTarget implements Writers {
    private final Destination destination;
    private final WriteRequest request;
    private final RunHandle handle;
    private final RunContext context;
    private final boolean staged;
    private final List<String> prepared = new CopyOnWriteArrayList<>();

    TaskTarget(Destination destination, WriteRequest request, RunHandle handle, RunContext context, boolean staged) {
        this.destination = destination;
        this.request = request;
        this.handle = handle;
        this.context = context;
        this.staged = staged;
    }

    @Override
    public DestinationWriter open() {
        return destination.write(request, handle, context);
    }

    @Override
    public boolean isStaged() {
        return staged;
    }

    @Override
    public void prepared(String text) {
        prepared.add(text);
    }

    List<String> prepared() {
        return List.copyOf(prepared);
    }
}
