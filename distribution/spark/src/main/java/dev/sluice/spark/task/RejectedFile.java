package dev.sluice.spark.task;

import static java.util.Objects.requireNonNull;

import dev.sluice.host.deadletter.FailedRows;
import dev.sluice.host.deadletter.KeptRow;
import dev.sluice.host.deadletter.LetterLine;
import dev.sluice.host.deadletter.LetterRules;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.hash.IdentityText;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The rejected rows of one attempt of a task, in a file of any file system that Spark knows; its first row creates it. In the form of dead letters.
 * Safe for use by several threads.
 */
public final class RejectedFile implements FailedRows, AutoCloseable {
    private static final FsPermission OWNER_ONLY = new FsPermission((short) 0600);

    private final @Nullable Path file;
    private final Configuration hadoop;
    private final LetterRules rules;
    private final LetterLine line;
    private @Nullable Writer writer;
    private long rows;

    /** @param file null where rejected rows are not kept */
    public RejectedFile(@Nullable String file, Configuration hadoop, String runId, LetterRules rules) {
        this.file = file == null ? null : new Path(file);
        this.hadoop = hadoop;
        this.rules = rules;
        this.line = new LetterLine(runId, rules, Clock.systemUTC());
    }

    @Override
    public void row(long number, String outcome, ErrorDetail error, Row row) {
        add(number, outcome, error, row, true);
    }

    @Override
    public void unsent(long number, ErrorDetail error, @Nullable Row row) {
        add(number, "rejected", error, row, false);
    }

    private synchronized void add(long number, String outcome, ErrorDetail error, @Nullable Row row, boolean sent) {
        if (!keeps()) {
            return;
        }
        Optional<Identity> identity =
                row == null ? Optional.empty() : Identity.of(row, rules.key()).filter(IdentityText::isStorable);
        try {
            Writer open = open();
            line.row(open, number, 1, outcome, error, row, identity, sent);
            open.write('\n');
            rows++;
        } catch (IOException | JacksonException e) {
            throw unwritable(e);
        }
    }

    @Override
    public synchronized void removal(String outcome, ErrorDetail error, Row identity) {
        if (!keeps()) {
            return;
        }
        try {
            Writer open = open();
            line.removal(
                    open,
                    1,
                    outcome,
                    error,
                    identity,
                    Identity.of(identity, identity.schema().names()));
            open.write('\n');
            rows++;
        } catch (IOException | JacksonException e) {
            throw unwritable(e);
        }
    }

    private boolean keeps() {
        return file != null && rules.kept() != KeptRow.NONE;
    }

    private Writer open() throws IOException {
        Writer open = writer;
        if (open == null) {
            Path path = requireNonNull(file, "file");
            FileSystem system = path.getFileSystem(hadoop);
            // Half a surrogate pair is no character: it is written as one that stands for what cannot be read.
            open = new OutputStreamWriter(
                    FileSystem.create(system, path, OWNER_ONLY),
                    StandardCharsets.UTF_8
                            .newEncoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .replaceWith("\uFFFD".getBytes(StandardCharsets.UTF_8)));
            writer = open;
        }
        return open;
    }

    private HostException unwritable(Exception e) {
        return unwritable(String.valueOf(file), e);
    }

    /** What is said where a file or folder of rejected rows cannot be written. */
    public static HostException unwritable(String file, Exception e) {
        return HostFailure.DEAD_LETTERS_UNWRITABLE
                .exception(
                        "The rejected rows cannot be written to " + file + " ("
                                + e.getClass().getSimpleName() + ").",
                        "Check that rejected.path is of a file system that has room and that driver and executors may write to.")
                .at("file", file);
    }

    @Override
    public boolean hasOpen() {
        return false;
    }

    @Override
    public void settled(Identity record) {
        // There are no rows of earlier runs.
    }

    @Override
    public void accepted(Identity record) {
        // As above.
    }

    @Override
    public void acceptedSettled() {
        // As above.
    }

    /** The name of the file, if there is anything in it. */
    public synchronized Optional<String> name() {
        return rows == 0
                ? Optional.empty()
                : Optional.of(requireNonNull(file, "file").getName());
    }

    /** How many rows are in it. */
    public synchronized long rows() {
        return rows;
    }

    /** Writes to the end. Idempotent. @throws HostException if that fails */
    @Override
    public synchronized void close() {
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }

    /** Removes the file: the attempt does not count. */
    synchronized void discard() {
        try {
            close();
            if (writer != null && file != null) {
                file.getFileSystem(hadoop).delete(file, false);
            }
        } catch (IOException | HostException e) {
            // A file that the run does not name counts for nothing.
        }
    }
}
