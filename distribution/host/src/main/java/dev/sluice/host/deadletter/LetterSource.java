package dev.sluice.host.deadletter;

import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.RowSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The letters of a sync that can be sent again from where they are kept, as rows that are mapped already: those that were kept whole, have a
 * key, and were written by what records are written by now.
 */
public final class LetterSource implements Source {
    private static final int CHUNK = 1_000;

    private final LetterFolder folder;
    private final List<Path> files;
    private final String form;
    private final Counts counts;

    /**
     * What letters there are.
     *
     * @param sendable that can be sent again
     * @param notKept whose rows were not kept, or not exactly
     * @param withoutKey that no record can be told of, or that the source could not read
     * @param otherForm that another mapping or another way to store rows made
     */
    public record Counts(long sendable, long notKept, long withoutKey, long otherForm) {
        /** Of all that there are. */
        public long all() {
            return sendable + notKept + withoutKey + otherForm;
        }

        private Counts with(Letter letter, boolean fits) {
            if (letter.form().isEmpty()) {
                return letter.identity().isEmpty() || letter.removal()
                        ? new Counts(sendable, notKept, withoutKey + 1, otherForm)
                        : new Counts(sendable, notKept + 1, withoutKey, otherForm);
            }
            return fits
                    ? new Counts(sendable + 1, notKept, withoutKey, otherForm)
                    : new Counts(sendable, notKept, withoutKey, otherForm + 1);
        }
    }

    LetterSource(LetterFolder folder, List<Path> files, String form) {
        this.folder = folder;
        this.files = files;
        this.form = form;
        Counts[] found = {new Counts(0, 0, 0, 0)};
        for (Path file : files) {
            try {
                LetterFolder.read(
                        file,
                        (position, line) -> LetterText.read(line, false)
                                .ifPresent(letter -> found[0] = found[0].with(letter, fits(letter))));
            } catch (IOException e) {
                throw folder.unwritable(file);
            }
        }
        this.counts = found[0];
    }

    private boolean fits(Letter letter) {
        return letter.form().equals(form);
    }

    /** What letters there are. */
    public Counts counts() {
        return counts;
    }

    @Override
    public String name() {
        return "rejected rows";
    }

    @Override
    public Optional<RowSchema> schema() {
        return Optional.empty();
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.of(counts.sendable());
    }

    /** Nobody else changes them while the sync is held. */
    @Override
    public String fingerprint() {
        return "";
    }

    @Override
    public SourceCursor open() {
        return new Cursor();
    }

    private final class Cursor implements SourceCursor {
        private int next;
        private long given;
        private @Nullable BufferedReader reader;

        @Override
        public List<SourceRecord> next() {
            List<SourceRecord> chunk = new ArrayList<>();
            try {
                for (String line = line(); line != null; line = line()) {
                    LetterText.read(line, true)
                            .filter(LetterSource.this::fits)
                            .ifPresent(letter -> letter.row()
                                    .ifPresent(row -> chunk.add(new SourceRecord.Intact(letter.number(), row))));
                    if (chunk.size() == CHUNK) {
                        break;
                    }
                }
            } catch (IOException e) {
                throw folder.unwritable(files.get(next - 1));
            }
            given += chunk.size();
            return chunk;
        }

        private @Nullable String line() throws IOException {
            while (true) {
                if (reader != null) {
                    String line = reader.readLine();
                    if (line != null) {
                        return line;
                    }
                    reader.close();
                    reader = null;
                }
                if (next == files.size()) {
                    return null;
                }
                reader = new BufferedReader(
                        new InputStreamReader(Files.newInputStream(files.get(next++)), StandardCharsets.UTF_8));
            }
        }

        @Override
        public double fraction() {
            return given / (double) Math.max(1, counts.sendable());
        }

        @Override
        public void close() {
            if (reader != null) {
                try {
                    reader.close();
                } catch (IOException e) {
                    // It was read.
                }
            }
        }
    }

    @Override
    public void close() {}
}
