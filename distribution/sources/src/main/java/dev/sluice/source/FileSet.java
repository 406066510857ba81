package dev.sluice.source;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.input.FileInput;
import dev.sluice.spi.Field;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of several files, one file behind the other. They have the columns of all files, by name; a column that a file does not have is
 * null there. Rows are numbered as if the files were one.
 */
final class FileSet implements Source {
    private final String name;
    private final List<Path> files;
    private final Supplier<List<Path>> listing;
    private final Function<Path, Source> opening;
    private final Optional<RowSchema> schema;

    /**
     * @param files in the order in which they are read
     * @param listing lists the files again
     * @param opening opens one of them
     */
    FileSet(String name, List<Path> files, Supplier<List<Path>> listing, Function<Path, Source> opening) {
        this.name = name;
        this.files = files;
        this.listing = listing;
        this.opening = opening;
        this.schema = commonSchema();
    }

    private Optional<RowSchema> commonSchema() {
        Map<String, Field> fields = new LinkedHashMap<>();
        Map<String, Path> origins = new LinkedHashMap<>();
        boolean typed = true;
        for (Path file : files) {
            try (Source source = opening.apply(file)) {
                typed &= source.schema().isPresent();
                for (Field field : source.schema().map(RowSchema::fields).orElse(List.of())) {
                    Field known = fields.putIfAbsent(field.name(), field);
                    origins.putIfAbsent(field.name(), file);
                    if (known != null && known.type() != field.type()) {
                        throw SourceErrors.typesClash(
                                field.name(), origins.get(field.name()), known.type(), file, field.type());
                    }
                }
            }
        }
        return typed ? Optional.of(RowSchema.of(List.copyOf(fields.values()))) : Optional.empty();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<RowSchema> schema() {
        return schema;
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.empty();
    }

    /** A line for each file. */
    @Override
    public String fingerprint() {
        return fingerprint(listing.get());
    }

    private static String fingerprint(List<Path> listed) {
        StringBuilder lines = new StringBuilder();
        for (Path file : listed) {
            lines.append(file).append('\n').append(FileInput.fingerprint(file)).append('\n');
        }
        return lines.toString();
    }

    @Override
    public boolean isList() {
        return true;
    }

    @Override
    public Optional<String> changedSince(String fingerprint) {
        Map<String, String> before = byFile(fingerprint);
        Map<String, String> now;
        try {
            now = byFile(fingerprint());
        } catch (HostException e) {
            return Optional.of(e.detail().message());
        }
        for (Map.Entry<String, String> file : now.entrySet()) {
            if (!file.getValue().equals(before.remove(file.getKey()))) {
                return Optional.of(file.getKey() + " is new or changed");
            }
        }
        return before.keySet().stream().findFirst().map(file -> file + " is gone");
    }

    private static Map<String, String> byFile(String fingerprint) {
        Map<String, String> byFile = new LinkedHashMap<>();
        List<String> lines = fingerprint.lines().toList();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            byFile.put(lines.get(i), lines.get(i + 1));
        }
        return byFile;
    }

    @Override
    public SourceCursor open() {
        return open(column -> true);
    }

    @Override
    public SourceCursor open(Predicate<String> wanted) {
        if (schema.isPresent()) {
            // A column that a later file refuses is refused before the first row of the first one.
            for (Path file : files) {
                try (Source source = opening.apply(file)) {
                    source.open(wanted).close();
                }
            }
        }
        return new Cursor(wanted);
    }

    @Override
    public void close() {
        // Only cursors hold files open.
    }

    private final class Cursor implements SourceCursor {
        private final Predicate<String> wanted;
        private int next;
        private @Nullable Source source;
        private @Nullable SourceCursor cursor;
        private int[] places = {};
        private boolean same;
        private long before;
        private long last;

        Cursor(Predicate<String> wanted) {
            this.wanted = wanted;
        }

        @Override
        public List<SourceRecord> next() {
            while (true) {
                SourceCursor open = cursor;
                if (open == null) {
                    if (next == files.size()) {
                        return List.of();
                    }
                    open = begin(files.get(next));
                }
                List<SourceRecord> batch = open.next();
                if (!batch.isEmpty()) {
                    return records(batch);
                }
                close();
                before = last;
                next++;
            }
        }

        private SourceCursor begin(Path file) {
            Source opened = opening.apply(file);
            source = opened;
            if (schema.isPresent()) {
                List<String> names = opened.schema().orElseThrow().names();
                same = names.equals(schema.get().names());
                places = schema.get().names().stream().mapToInt(names::indexOf).toArray();
            } else {
                same = true;
            }
            SourceCursor begun = opened.open(wanted);
            cursor = begun;
            return begun;
        }

        private List<SourceRecord> records(List<SourceRecord> batch) {
            last = before + batch.get(batch.size() - 1).number();
            List<SourceRecord> records = new ArrayList<>(batch.size());
            for (SourceRecord record : batch) {
                long number = before + record.number();
                if (record instanceof SourceRecord.Intact intact) {
                    records.add(new SourceRecord.Intact(number, same ? intact.row() : byName(intact.row())));
                } else if (record instanceof SourceRecord.Unreadable unreadable) {
                    records.add(new SourceRecord.Unreadable(
                            number,
                            unreadable.error().at("file", files.get(next).toString()),
                            unreadable.rest()));
                }
            }
            return records;
        }

        private Row byName(Row row) {
            @Nullable Object[] values = new @Nullable Object[places.length];
            for (int i = 0; i < places.length; i++) {
                values[i] = places[i] < 0 ? null : row.value(places[i]);
            }
            return Row.of(schema.orElseThrow(), values);
        }

        @Override
        public double fraction() {
            SourceCursor open = cursor;
            return (next + (open == null ? 0 : Math.max(0, open.fraction()))) / files.size();
        }

        @Override
        public void close() {
            if (cursor != null) {
                cursor.close();
                cursor = null;
            }
            if (source != null) {
                source.close();
                source = null;
            }
        }
    }
}
