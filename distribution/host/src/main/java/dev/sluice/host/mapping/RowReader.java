package dev.sluice.host.mapping;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.source.PackedRecords;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Row;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One pass over a source's rows as they travel, up to a limit. Each place holds a row or an error. For one thread. */
public final class RowReader implements AutoCloseable {
    private final SourceCursor cursor;
    private final FieldMapping mapping;
    private final long limit;
    private final @Nullable Predicate<Row> wanted;
    private List<SourceRecord> chunk = List.of();
    private int next;
    private long ordinal = -1;
    private @Nullable RowHasher hasher;
    // Of the place, once it was looked at.
    private boolean taken = true;
    private @Nullable Row row;
    private @Nullable ErrorDetail error;
    private @Nullable Row rest;
    private long unknown;

    /** @param limit at most this many rows */
    public RowReader(Source source, FieldMapping mapping, long limit) {
        this(source, mapping, limit, null);
    }

    /** Of the rows that are wanted alone; one that could not be read is judged by what is left of it. */
    public RowReader(Source source, FieldMapping mapping, Predicate<Row> wanted) {
        this(source, mapping, Long.MAX_VALUE, wanted);
    }

    private RowReader(Source source, FieldMapping mapping, long limit, @Nullable Predicate<Row> wanted) {
        this(reading(() -> source.open(mapping::takes)), mapping, limit, wanted);
    }

    private RowReader(SourceCursor cursor, FieldMapping mapping, long limit, @Nullable Predicate<Row> wanted) {
        this.mapping = mapping;
        this.wanted = wanted;
        this.limit = limit;
        this.cursor = cursor;
    }

    /**
     * A pass whose rows another thread reads ahead, while this one has work of its own with each of them. Under a limit none is read ahead: what
     * comes after it may never come.
     */
    public static RowReader ahead(Source source, FieldMapping mapping, long limit) {
        return ahead(() -> source.open(mapping::takes), source, mapping, limit);
    }

    /** The same; later passes may have only the rows that this one {@link #keep keeps}. */
    public static RowReader choosing(Source source, FieldMapping mapping, long limit) {
        return ahead(() -> source.openChoosing(mapping::takes), source, mapping, limit);
    }

    private static RowReader ahead(Supplier<SourceCursor> pass, Source source, FieldMapping mapping, long limit) {
        return limit == Long.MAX_VALUE
                ? new RowReader(reading(() -> new CursorAhead(pass.get(), mapping)), mapping, limit, null)
                : new RowReader(source, mapping, limit);
    }

    /** Goes to the next place whose row was not left out; false at the end. */
    public boolean next() {
        while (advance()) {
            if (chunk instanceof PackedRecords packed && !packed.isKept(next - 1)) {
                ordinal++;
            } else if (isWanted()) {
                ordinal++;
                return true;
            }
        }
        return false;
    }

    /** Passes over places that nobody has to look at, or over fewer: their rows need not be made. */
    public void skip(long places) {
        long left = wanted == null ? Math.min(places, limit - ordinal - 1) : 0;
        while (left > 0 && fill()) {
            int some = (int) Math.min(left, chunk.size() - next);
            next += some;
            ordinal += some;
            left -= some;
        }
    }

    /** Has the row of this place in later passes too. */
    public void keep() {
        if (chunk instanceof PackedRecords packed) {
            reading(() -> {
                packed.keep(next - 1);
                return packed;
            });
        }
    }

    private boolean isWanted() {
        Predicate<Row> some = wanted;
        if (some == null) {
            return true;
        }
        Row here = row();
        Row known = here == null ? rest() : here;
        if (known == null) {
            unknown++;
        }
        return known != null && some.test(known);
    }

    private boolean advance() {
        if (ordinal + 1 >= limit || !fill()) {
            return false;
        }
        next++;
        taken = false;
        return true;
    }

    /** False at the end. */
    private boolean fill() {
        if (next == chunk.size()) {
            chunk = reading(cursor::next);
            next = 0;
        }
        return !chunk.isEmpty();
    }

    /** A call of a source. What it does not declare ends the run like any failure to read, and what was written until then is reported. */
    private static <T> T reading(Supplier<T> call) {
        try {
            return call.get();
        } catch (HostException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new HostException(
                    HostFailure.SOURCE_BROKEN.detail(
                            "The source failed with " + e.getClass().getName() + ", which it does not declare."),
                    e);
        }
    }

    /** Reads the record of this place, once. */
    private void take() {
        if (taken) {
            return;
        }
        SourceRecord record = reading(() -> chunk.get(next - 1));
        taken = true;
        row = null;
        error = null;
        rest = null;
        if (record instanceof SourceRecord.Intact intact) {
            try {
                row = mapping.apply(intact.row());
            } catch (HostException e) {
                error = e.detail();
            }
        } else if (record instanceof SourceRecord.Unreadable unreadable) {
            error = unreadable.error();
            rest = unreadable.rest();
        }
    }

    /** How many places were passed over of which nothing tells whether they are wanted. */
    public long unknown() {
        return unknown;
    }

    /** Whether the last place was the last of a chunk of the source: a good moment to look around. */
    public boolean chunkEnds() {
        return next == chunk.size();
    }

    /** The position in this pass, from 0. */
    public long ordinal() {
        return ordinal;
    }

    /** The row's number, for people. */
    public long number() {
        return chunk instanceof PackedRecords packed
                ? packed.number(next - 1)
                : chunk.get(next - 1).number();
    }

    /** The hash of the {@link #row}, which need not be made for it where the source knows a shorter way; null where there is an {@link #error()}. */
    public @Nullable RowHash hash() {
        RowHasher hashing = hasher == null ? new RowHasher() : hasher;
        hasher = hashing;
        if (!taken && chunk instanceof PackedRecords packed) {
            RowHash hash = mapping.plan(packed.schema()).hash(packed, next - 1, hashing);
            if (hash != null) {
                return hash;
            }
        }
        Row made = row();
        return made == null ? null : hashing.hash(made);
    }

    /** The mapped row; null where there is an {@link #error()}. */
    public @Nullable Row row() {
        take();
        return row;
    }

    /** Why there is no row here; null where there is one. */
    public @Nullable ErrorDetail error() {
        take();
        return error;
    }

    /** What could be read of a row with an {@link #error()}, mapped; null where there is none. */
    public @Nullable Row rest() {
        take();
        Row unmapped = rest;
        if (unmapped == null) {
            return null;
        }
        try {
            return mapping.apply(unmapped);
        } catch (HostException e) {
            // Two of its fields would have one name.
            return null;
        }
    }

    /** How much of the pass is done, from 0 to 1; negative when that cannot be told. */
    public double fraction() {
        double read = cursor.fraction();
        return limit == Long.MAX_VALUE ? read : Math.max(read, (ordinal + 1) / (double) limit);
    }

    @Override
    public void close() {
        cursor.close();
    }
}
