package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryDestination.Place;
import dev.sluice.tck.memory.MemoryServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Creates the reference destination with one fault. Each fault receives the right behaviour, to change its result. */
public final class Mutation {
    private Mutation() {}

    /** Applies a batch; {@code right} applies it correctly. */
    public interface Batches {
        BatchResult apply(
                MemoryDestination.Writer writer, List<Change> batch, Function<List<Change>, BatchResult> right);
    }

    /** Applies one change; {@code right} applies it correctly. */
    public interface Changes {
        Outcome apply(MemoryDestination.Writer writer, Change change, Function<Change, Outcome> right);
    }

    /** Checks; {@code right} checks correctly. */
    public interface Checks {
        CheckReport check(
                CheckRequest request,
                CheckObserver observer,
                BiFunction<CheckRequest, CheckObserver, CheckReport> right);
    }

    /** Opens a writer; {@code right} opens a correct one. */
    public interface Writers {
        DestinationWriter open(WriteRequest request, Supplier<DestinationWriter> right);
    }

    public static Supplier<Destination> spec(UnaryOperator<DestinationSpec> change) {
        return () -> new MemoryDestination() {
            @Override
            public DestinationSpec spec() {
                return change.apply(super.spec());
            }
        };
    }

    public static Supplier<Destination> configSchema(UnaryOperator<String> change) {
        return () -> new MemoryDestination() {
            @Override
            public String configSchema() {
                return change.apply(super.configSchema());
            }
        };
    }

    public static Supplier<Destination> checks(Checks checks) {
        return () -> new MemoryDestination() {
            @Override
            public CheckReport check(CheckRequest request, CheckObserver observer) {
                return checks.check(request, observer, super::check);
            }
        };
    }

    public static Supplier<Destination> profiles(BiFunction<WriteRequest, WriteProfile, WriteProfile> change) {
        return () -> new MemoryDestination() {
            @Override
            public WriteProfile profile(WriteRequest request) {
                return change.apply(request, super.profile(request));
            }
        };
    }

    /** Changes the profile, but not what the writers do. */
    public static Supplier<Destination> declares(BiFunction<SyncMode, WriteProfile, WriteProfile> change) {
        return () -> new MemoryDestination() {
            @Override
            public WriteProfile profile(WriteRequest request) {
                return change.apply(request.mode(), super.profile(request));
            }

            @Override
            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                WriteProfile right = super.profile(request);
                connect(request.config());
                return open(new Place(table(request.target()), request.mode(), right));
            }
        };
    }

    public static Supplier<Destination> writers(Writers writers) {
        return () -> new MemoryDestination() {
            @Override
            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                return writers.open(request, () -> super.write(request, run, context));
            }
        };
    }

    /** Opens another writer than {@code memory.new Writer(at)}, which is right. */
    public static Supplier<Destination> opens(BiFunction<MemoryDestination, Place, DestinationWriter> writer) {
        return () -> new MemoryDestination() {
            @Override
            public DestinationWriter open(Place at) {
                return writer.apply(this, at);
            }
        };
    }

    /** Writes by another profile than it declares. */
    static Supplier<Destination> writesBy(UnaryOperator<WriteProfile> change) {
        return opens((memory, at) ->
                memory.new Writer(new Place(at.table(), at.mode(), change.apply(at.profile()), at.logIn())));
    }

    public static Supplier<Destination> statefulBatches(Supplier<Batches> made) {
        return opens((memory, at) -> {
            Batches batches = made.get();
            return memory.new Writer(at) {
                @Override
                public BatchResult applyAll(List<Change> batch) {
                    return batches.apply(this, batch, super::applyAll);
                }
            };
        });
    }

    public static Supplier<Destination> batches(Batches batches) {
        return statefulBatches(() -> batches);
    }

    public static Supplier<Destination> changes(Changes changes) {
        return opens((memory, at) -> memory.new Writer(at) {
            @Override
            public Outcome apply(Change change) {
                return changes.apply(this, change, super::apply);
            }
        });
    }

    /** Changes each row before it is stored. */
    public static Supplier<Destination> rows(UnaryOperator<Row> change) {
        return () -> new MemoryDestination() {
            @Override
            public Map<String, MemoryServer.Cell> record(Row row) {
                return super.record(change.apply(row));
            }
        };
    }

    /** Changes each value before it is stored. */
    public static Supplier<Destination> values(UnaryOperator<Object> change) {
        return () -> new MemoryDestination() {
            @Override
            public Map<String, MemoryServer.Cell> record(Row row) {
                Map<String, MemoryServer.Cell> record = super.record(row);
                record.replaceAll((name, cell) -> new MemoryServer.Cell(cell.type(), change.apply(cell.value())));
                return record;
            }
        };
    }

    /** Changes the names of records. */
    public static Supplier<Destination> identities(UnaryOperator<String> change) {
        return () -> new MemoryDestination() {
            @Override
            public Optional<String> identity(Row row, List<String> fields) {
                return super.identity(row, fields).map(change);
            }
        };
    }

    /** A profile with other declarations about existing and absent records. */
    public static WriteProfile saying(WriteProfile right, WriteProfile.Existing existing, WriteProfile.Absent absent) {
        return right.toBuilder().existing(existing).absent(absent).build();
    }
}
