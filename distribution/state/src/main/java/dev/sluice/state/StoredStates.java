package dev.sluice.state;

import dev.sluice.duckdb.DuckDb;
import dev.sluice.host.definition.SyncName;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.name.NearestName;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.state.file.Layout;
import dev.sluice.state.file.Snapshots;
import dev.sluice.state.file.StateFailures;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The states below a directory, for people who look after them. Reading takes no lock; changing one takes that of its sync. */
public final class StoredStates {
    private static final String COMMAND = "command";
    private static final String FORMER = ".duckdb";

    private final Path directory;
    private final Clock clock;

    /** @param directory has a folder for each sync */
    public StoredStates(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** All that there are, by name. */
    public List<StoredState> list() {
        Map<String, StoredState> states = new TreeMap<>();
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            for (Path path : paths) {
                String name = path.getFileName().toString();
                if (Files.exists(path.resolve(SyncRecordFile.NAME))) {
                    StoredState state = read(path, SyncName.ofFolder(name));
                    states.put(state.sync(), state);
                } else if (name.endsWith(FORMER) && Files.isRegularFile(path)) {
                    String sync = name.substring(0, name.length() - FORMER.length());
                    states.putIfAbsent(sync, read(directory.resolve(SyncName.folder(sync)), sync));
                }
            }
        } catch (IOException e) {
            throw HostFailure.STATE_FAILED
                    .exception("The folder " + directory + " cannot be read.")
                    .at("file", directory.toString());
        }
        return List.copyOf(states.values());
    }

    /**
     * One of them.
     *
     * @throws HostException {@code STATE_UNKNOWN}
     */
    public StoredState find(String sync) {
        Path folder = directory.resolve(SyncName.folder(sync));
        if (Files.notExists(folder.resolve(SyncRecordFile.NAME))
                && Layout.former(folder, sync).isEmpty()) {
            List<String> names = list().stream().map(StoredState::sync).toList();
            throw HostFailure.STATE_UNKNOWN
                    .exception(
                            "There is no state of a sync '" + sync + "' in " + directory + ".",
                            NearestName.question(sync, names)
                                    + "List those that there are: sluice state list. Those of another folder: --state-dir.")
                    .at("file", directory.toString());
        }
        return read(folder, sync);
    }

    /**
     * Removes the state of a sync, also a damaged one and one of an earlier version. A run of it whose end is unknown stays noted.
     *
     * @return what it was
     * @throws HostException {@code STATE_UNKNOWN}, {@code STATE_IN_USE}, {@code STATE_FAILED}
     */
    public StoredState reset(String sync) {
        find(sync);
        Path folder = directory.resolve(SyncName.folder(sync));
        try (SyncFolder held = SyncFolder.open(folder, sync, COMMAND)) {
            StoredState before = read(held.path(), sync);
            SyncRecordFile file = new SyncRecordFile(folder);
            if (before.record().flatMap(SyncRecord::unresolved).isPresent()) {
                file.update(SyncRecord::withoutState);
            } else {
                Files.deleteIfExists(folder.resolve(SyncRecordFile.NAME));
            }
            Layout layout = new Layout(folder);
            layout.clean(Optional.empty(), Optional.empty());
            OwnerOnly.removeRecursively(layout.work());
            Optional<Path> former = Layout.former(folder, sync);
            if (former.isPresent()) {
                for (String more : List.of("", ".lock", ".wal")) {
                    Files.deleteIfExists(
                            former.get().resolveSibling(former.get().getFileName() + more));
                }
            }
            return before;
        } catch (IOException e) {
            throw new StateFailures(folder, sync).failed(e);
        }
    }

    /**
     * Notes that a run whose end was unknown is over, as somebody has seen at the target. What the state does not know of that run's rows stays
     * uncertain.
     *
     * @return what it was
     * @throws HostException {@code STATE_UNKNOWN}, {@code STATE_IN_USE}, {@code STATE_UNREADABLE}, {@code STATE_FAILED}
     */
    public StoredState resolve(String sync) {
        find(sync);
        Path folder = directory.resolve(SyncName.folder(sync));
        try (SyncFolder held = SyncFolder.open(folder, sync, COMMAND)) {
            StoredState before = read(held.path(), sync);
            new SyncRecordFile(folder).update(record -> record.withUnresolved(Optional.empty()));
            return before;
        } catch (IOException e) {
            throw new StateFailures(folder, sync).failed(e);
        }
    }

    /**
     * Tells a state that its source or its target has another name now: the same rows, the same records.
     *
     * @param change what is named otherwise
     * @return what it is now
     * @throws HostException {@code STATE_UNKNOWN}, {@code STATE_IN_USE}, {@code STATE_FAILED}, or why a run would refuse it
     */
    public StoredState move(String sync, UnaryOperator<SyncRecord> change) {
        find(sync);
        Path folder = directory.resolve(SyncName.folder(sync));
        try (SyncFolder held = SyncFolder.open(folder, sync, COMMAND)) {
            StoredState before = read(held.path(), sync);
            if (before.problem().isPresent()) {
                throw new HostException(before.problem().get());
            }
            new SyncRecordFile(folder).update(change);
            return read(folder, sync);
        } catch (IOException e) {
            throw new StateFailures(folder, sync).failed(e);
        }
    }

    private StoredState read(Path folder, String called) {
        Optional<Path> former = Layout.former(folder, called);
        if (former.isPresent()) {
            return broken(called, former.get(), new StateFailures(folder, called).former(former.get()));
        }
        SyncRecord record;
        try {
            record = new SyncRecordFile(folder).read();
        } catch (HostException e) {
            return broken(called, folder, e);
        }
        String sync = record.sync().orElse(called);
        StateFailures failures = new StateFailures(folder, sync);
        Optional<StoredState.Records> records = Optional.empty();
        Optional<ErrorDetail> problem = Optional.empty();
        Layout layout = new Layout(folder);
        try {
            Optional<Path> missing = SyncState.missingSnapshot(layout, record);
            if (missing.isPresent()) {
                problem = Optional.of(failures.missing(missing.get()).detail());
            } else {
                records = Optional.of(count(layout, record));
            }
        } catch (SQLException e) {
            Optional<Path> snapshot = record.snapshot().map(layout::snapshot);
            problem = Optional.of(failures.unreadable(e, snapshot).detail());
        } catch (LinkageError e) {
            problem = Optional.of(StateFailures.engineMissing().detail());
        }
        return new StoredState(sync, folder, size(folder), Optional.of(record), records, problem);
    }

    private static StoredState broken(String sync, Path place, HostException problem) {
        return new StoredState(
                sync, place, size(place), Optional.empty(), Optional.empty(), Optional.of(problem.detail()));
    }

    private static long size(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.map(Path::toFile)
                    .filter(java.io.File::isFile)
                    .mapToLong(java.io.File::length)
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            // A run removes files meanwhile.
            return 0;
        }
    }

    private StoredState.Records count(Layout layout, SyncRecord record) throws SQLException {
        if (record.snapshot().isEmpty()) {
            return StoredState.Records.NONE;
        }
        // A count needs no room for what does not fit into memory.
        Path nowhere = Path.of(System.getProperty("java.io.tmpdir"), "sluice-" + UUID.randomUUID());
        try (DuckDb database = DuckDb.inMemory(nowhere, "128MB");
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("""
                        SELECT count(*) FILTER (NOT removed AND NOT forgotten),
                          count(*) FILTER (pending AND NOT removed AND NOT forgotten),
                          count(*) FILTER (removed), count(*) FILTER (forgotten)
                        FROM (%s)""".formatted(Snapshots.query(layout, record, clock.millis())))) {
            row.next();
            return new StoredState.Records(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }
}
