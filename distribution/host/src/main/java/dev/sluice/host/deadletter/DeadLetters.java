package dev.sluice.host.deadletter;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.host.hash.IdentityText;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The rows of a run that were not written, one JSON object a line:
 *
 * <pre>{@code
 * {"run":"01KB…","time":"2026-11-24T12:00:00Z","outcome":"rejected","code":"VALUE_TOO_LARGE","category":"DATA","message":"…","remedy":"…",
 *  "retryable":false,"at":{},"attempts":1,"row":17,"key":{"user_id":4},"identity":["4"],"form":"5f0c…",
 *  "types":{"user_id":"integer","score":"double"},"values":{"user_id":4,"score":0.5}}
 * }</pre>
 *
 * <p>{@code outcome} is {@code rejected} or {@code indeterminate}. {@code attempts} counts the runs that tried to write the record without
 * success. {@code row} is missing where a row has no number. {@code values} are the mapped fields: booleans, numbers with all their digits and nulls as such, nested values as JSON, everything
 * else as its canonical text. {@code form} and {@code types} are there where the row can be sent again from its letter. Of a row that could not
 * be read {@code values} are what could be read of it, a value that is not of its type as text; where its fields could not be told apart, it
 * has neither {@code values} nor a {@code key}. A removal has {@code "remove"} with the fields of the identity in place of {@code row},
 * {@code key} and {@code values}.
 *
 * <p>A letter whose record has a newer outcome is settled: it leaves its file when this is closed, whether it is of an earlier run or of this
 * one.
 *
 * <p>The file contains values of rows, so only its owner may read it. Each run has a file of its own, which its first dead letter creates;
 * files of runs that are more than 30 days old are deleted at the start. Safe for use by several threads. Every method throws {@link
 * HostFailure#DEAD_LETTERS_UNWRITABLE} if a file cannot be written.
 */
public final class DeadLetters implements FailedRows, AutoCloseable {
    /** How many letters are compared with what a run writes, at most. */
    public static final int MOST = 100_000;

    private static final String REJECTED = "rejected";

    private final LetterFolder folder;
    private final Path file;
    private final String run;
    private final LetterRules rules;
    private final Purpose purpose;
    private final LetterLine line;
    private final OpenLetters open;
    private final List<Path> earlier;
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Writer writer;
    private boolean begun;
    private boolean failed;
    private boolean closed;
    private boolean settlesAll;
    private boolean setsAside;
    private int lines;
    private long settled;

    /** What a run does with the letters of earlier ones. */
    public enum Purpose {
        /** It takes rows and keeps none of them, nor looks at those of earlier runs. */
        NONE,
        /** It writes rows that no state knows, and so settles letters of the same records. */
        SYNC,
        /** It writes what a state does not know to be written, rejected rows among it. */
        COMPARED_SYNC,
        /** It writes the letters themselves. */
        RETRY
    }

    /**
     * Of a run; deletes what has been kept long enough.
     *
     * @param directory the files of one sync's runs, held by this run
     * @param run id of the run, and the name of its file
     */
    public DeadLetters(Path directory, String run, LetterRules rules, Purpose purpose, Clock clock) {
        this(directory, run, rules, purpose, clock, MOST);
    }

    DeadLetters(Path directory, String run, LetterRules rules, Purpose purpose, Clock clock, int most) {
        this.folder = new LetterFolder(directory);
        this.file = folder.file(run);
        this.run = run;
        this.rules = rules;
        this.purpose = purpose;
        this.line = new LetterLine(run, rules, clock);
        if (purpose == Purpose.NONE) {
            this.earlier = List.of();
            this.open = OpenLetters.none(folder);
            return;
        }
        folder.deleteOld(clock);
        if (folder.recover()) {
            warnings.add(
                    "An earlier run was cut off while it wrote rows, so rejected rows of before are not sent again from where they are"
                            + " kept. A run of the sync sends every row of its source.");
        }
        this.open = new OpenLetters(folder, most);
        if (purpose != Purpose.RETRY && !open.beyond().isEmpty()) {
            warnings.add(
                    "There are more than " + most + " rejected rows of earlier runs. Those of "
                            + open.beyond().size()
                            + " files are not compared with what this run writes, and are not sent again from where they are kept.");
            open.beyond().forEach(folder::uncheck);
            setsAside = true;
        }
        this.earlier = folder.all();
        if (purpose != Purpose.RETRY && !earlier.isEmpty()) {
            begin();
        }
    }

    private void begin() {
        if (!begun && purpose != Purpose.RETRY) {
            folder.begin(run);
            begun = true;
        }
    }

    /** Where they cannot be kept: takes them and keeps none. */
    public static DeadLetters none() {
        return new DeadLetters(
                Path.of(""), "", new LetterRules(List.of(), KeptRow.NONE, ""), Purpose.NONE, Clock.systemUTC());
    }

    /**
     * Whether rows of earlier runs will not be sent again from where they are kept any more, because a run was cut off: so the next run of the sync
     * has to send every row of its source.
     */
    public static boolean isCutOff(Path directory) {
        return new LetterFolder(directory).isCutOff();
    }

    /** Whether there were more rejected rows than can be sent again from where they are kept. */
    public synchronized boolean setsAside() {
        return setsAside;
    }

    /** The records of rows that earlier runs did not write, at most {@value #MOST}. */
    public Set<Identity> records() {
        return open.rows();
    }

    /** The records that earlier runs did not remove. */
    public Set<Identity> removals() {
        return open.removals();
    }

    /** The rows that earlier runs did not write, as far as they can be sent again from where they are kept. */
    public LetterSource rows() {
        List<Path> files = new ArrayList<>(folder.open());
        files.removeAll(open.beyond());
        return new LetterSource(folder, files, rules.form());
    }

    /** What the user should know of them, in sentences. */
    public synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public void row(long number, String outcome, ErrorDetail error, Row row) {
        row(number, outcome, error, row, true);
    }

    @Override
    public void unsent(long number, ErrorDetail error, @Nullable Row row) {
        row(number, REJECTED, error, row, false);
    }

    private synchronized void row(long number, String outcome, ErrorDetail error, @Nullable Row row, boolean sent) {
        Optional<Identity> identity =
                row == null ? Optional.empty() : Identity.of(row, rules.key()).filter(IdentityText::isStorable);
        long attempts = identity.map(open::settle).orElse(0L) + 1;
        if (rules.kept() == KeptRow.NONE) {
            return;
        }
        Writer target = open();
        try {
            line.row(target, number, attempts, outcome, error, row, identity, sent);
        } catch (JacksonException e) {
            throw unwritable();
        }
        endLine(target, identity.filter(named -> sent), false);
    }

    @Override
    public synchronized void removal(String outcome, ErrorDetail error, Row identity) {
        Optional<Identity> named = Identity.of(identity, identity.schema().names());
        long attempts = named.map(open::settle).orElse(0L) + 1;
        if (rules.kept() == KeptRow.NONE) {
            return;
        }
        Writer target = open();
        try {
            line.removal(target, attempts, outcome, error, identity, named);
        } catch (JacksonException e) {
            throw unwritable();
        }
        endLine(target, named, true);
    }

    @Override
    public boolean hasOpen() {
        return open.any();
    }

    @Override
    public void settled(Identity record) {
        open.settle(record);
    }

    @Override
    public void accepted(Identity record) {
        open.accept(record);
    }

    @Override
    public void acceptedSettled() {
        open.acceptedWritten();
    }

    /** Every row that the source has was compared and has an outcome: letters of earlier runs are settled. */
    public synchronized void settleAll() {
        settlesAll = true;
    }

    /**
     * Every row of {@link #records} has an outcome, or its source does not have it any more.
     *
     * @param removalsToo whether every record of {@link #removals} has an outcome too, or is known no more
     */
    public void settleTried(boolean removalsToo) {
        open.settleTried(removalsToo);
    }

    /** Letters that were settled; once this is closed. */
    public synchronized long settled() {
        return settled;
    }

    /** The file of this run, if there is anything in it. */
    public synchronized Optional<Path> file() {
        return purpose != Purpose.NONE && writer != null && (!closed || Files.exists(file))
                ? Optional.of(file)
                : Optional.empty();
    }

    private HostException unwritable() {
        failed = true;
        return folder.unwritable(file);
    }

    private Writer open() {
        Writer open = writer;
        if (open == null) {
            begin();
            try {
                Path directory = file.toAbsolutePath().getParent();
                if (directory != null) {
                    OwnerOnly.createDirectories(directory);
                }
                // Half a surrogate pair is no character: it is written as one that stands for what cannot be read.
                open = new OutputStreamWriter(
                        OwnerOnly.createFile(file),
                        StandardCharsets.UTF_8
                                .newEncoder()
                                .onMalformedInput(CodingErrorAction.REPLACE)
                                .replaceWith("\uFFFD".getBytes(StandardCharsets.UTF_8)));
                writer = open;
            } catch (IOException e) {
                throw unwritable();
            }
        }
        return open;
    }

    private void endLine(Writer target, Optional<Identity> record, boolean removal) {
        try {
            target.write('\n');
        } catch (IOException e) {
            throw unwritable();
        }
        int line = lines++;
        if (purpose != Purpose.COMPARED_SYNC) {
            record.ifPresent(identity -> open.add(identity, file, line, removal));
        }
    }

    /**
     * Takes settled letters out of their files. After a failure to write they stay, and are not sent again from there. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed || purpose == Purpose.NONE) {
            return;
        }
        closed = true;
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                throw unwritable();
            }
        }
        if (failed) {
            return;
        }
        settled = settlesAll ? open.removeAll(earlier) : open.end();
        if (open.overflowed() && Files.exists(file)) {
            warnings.add(
                    "More than " + MOST
                            + " rows were rejected. They are not sent again from where they are kept: a run of the sync sends every row of its source.");
            folder.uncheck(file);
            setsAside = true;
        }
        if (begun) {
            folder.end(run);
        }
    }
}
