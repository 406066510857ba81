package dev.sluice.spark.task;

import static java.util.Objects.requireNonNull;

import dev.sluice.host.deadletter.FailedRows;
import dev.sluice.host.deadletter.KeptRow;
import dev.sluice.host.deadletter.LetterLine;
import dev.sluice.host.deadletter.LetterRules;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.hash.IdentityText;
import dev.sluice.spark.file.HadoopFiles;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jspecify.annotations.Nullable;

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
    private @Nullable OutputStream stream;
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
        write(open -> line.row(open, number, 1, outcome, error, row, identity, sent));
    }

    @Override
    public synchronized void removal(String outcome, ErrorDetail error, Row identity) {
        if (!keeps()) {
            return;
        }
        Optional<Identity> named = Identity.of(identity, identity.schema().names());
        write(open -> line.removal(open, 1, outcome, error, identity, named));
    }

    private void write(Consumer<Writer> letter) {
        HadoopFiles.call(
                () -> {
                    Writer open = open();
                    letter.accept(open);
                    open.write('\n');
                    rows++;
                },
                this::unwritable);
    }

    private boolean keeps() {
        return file != null && rules.kept() != KeptRow.NONE;
    }

    private Writer open() throws IOException {
        Writer open = writer;
        if (open == null) {
            Path path = requireNonNull(file, "file");
            OutputStream created = FileSystem.create(HadoopFiles.of(path, hadoop), path, OWNER_ONLY);
            stream = created;
            // Half a surrogate pair is no character: it is written as one that stands for what cannot be read.
            open = new OutputStreamWriter(
                    created,
                    StandardCharsets.UTF_8
                            .newEncoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .replaceWith("\uFFFD".getBytes(StandardCharsets.UTF_8)));
            writer = open;
        }
        return open;
    }

    private HostException unwritable(String reason) {
        return unwritable(String.valueOf(file), reason);
    }

    /** What is said where a file or folder of rejected rows cannot be written. */
    public static HostException unwritable(String file, String reason) {
        return HostFailure.DEAD_LETTERS_UNWRITABLE
                .exception(
                        "The rejected rows cannot be written to " + file + " (" + reason + ").",
                        HadoopFiles.remedy(reason, "rejected.path"))
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
        Writer open = writer;
        if (open != null) {
            HadoopFiles.call(
                    () -> {
                        // A writer that cannot write its rest does not close what is below.
                        try (OutputStream below = stream) {
                            open.close();
                        }
                    },
                    this::unwritable);
        }
    }

    /** Removes the file: the attempt does not count. */
    synchronized void discard() {
        ignoringFailure(this::close);
        Path path = file;
        if (stream != null && path != null) {
            ignoringFailure(() -> HadoopFiles.of(path, hadoop).delete(path, false));
        }
    }

    /** A file that the run does not name counts for nothing. */
    private void ignoringFailure(HadoopFiles.Call call) {
        try {
            HadoopFiles.call(call, this::unwritable);
        } catch (HostException e) {
            // As above.
        }
    }
}
