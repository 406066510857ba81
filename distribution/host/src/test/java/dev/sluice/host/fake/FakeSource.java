package dev.sluice.host.fake;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Rows of an id and a value, given in chunks of seven. */
public final class FakeSource implements Source {
    public static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.TEXT));
    public static final ErrorDetail UNREADABLE = ErrorDetail.of(
            "FAKE_UNREADABLE", ErrorCategory.DATA, "The test cannot read it.", "Change the test.", false);
    private static final ErrorDetail BROKEN =
            ErrorDetail.of("FAKE_BROKEN", ErrorCategory.DATA, "The test ends here.", "Change the test.", false);
    private static final int CHUNK = 7;

    public final List<SourceRecord> records = new ArrayList<>();
    public String fingerprint = "1";
    /** Whether it is a list of sources. */
    public boolean list;
    /** What the list has that it did not have in the beginning. */
    public Optional<String> change = Optional.empty();
    /** Fails when this many rows were given. */
    public long failsAt = Long.MAX_VALUE;

    public RuntimeException failure = new HostException(BROKEN);
    /** Called with the position of each row when it is looked at. */
    public IntConsumer taken = position -> {};
    /** What a second pass sees in place of the first. */
    @Nullable
    public FakeSource next;

    public Optional<RowSchema> schema = Optional.of(SCHEMA);
    public int passes;

    public FakeSource row(@Nullable String id, String value) {
        records.add(new SourceRecord.Intact(records.size() + 1L, Row.of(SCHEMA, id, value)));
        return this;
    }

    public FakeSource unreadable() {
        records.add(new SourceRecord.Unreadable(records.size() + 1L, UNREADABLE));
        return this;
    }

    /** A row whose values can be told and not sent. */
    public FakeSource rejected(@Nullable String id, String value) {
        records.add(new SourceRecord.Unreadable(records.size() + 1L, UNREADABLE, Row.of(SCHEMA, id, value)));
        return this;
    }

    public static FakeSource of(int rows, String value) {
        FakeSource source = new FakeSource();
        for (int i = 0; i < rows; i++) {
            source.row("k" + i, value);
        }
        return source;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Optional<RowSchema> schema() {
        return schema;
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.of(records.size());
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Optional<String> changedSince(String before) {
        return list ? change : Source.super.changedSince(before);
    }

    @Override
    public boolean isList() {
        return list;
    }

    @Override
    public SourceCursor open() {
        passes++;
        FakeSource source = passes > 1 && next != null ? next : this;
        return new SourceCursor() {
            private int position;

            @Override
            public List<SourceRecord> next() {
                if (position >= failsAt) {
                    throw failure;
                }
                int begin = position;
                position = Math.min(position + CHUNK, source.records.size());
                List<SourceRecord> chunk = source.records.subList(begin, position);
                return new AbstractList<>() {
                    @Override
                    public SourceRecord get(int index) {
                        taken.accept(begin + index);
                        return chunk.get(index);
                    }

                    @Override
                    public int size() {
                        return chunk.size();
                    }
                };
            }

            @Override
            public double fraction() {
                return position / (double) Math.max(1, source.records.size());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
