package dev.sluice.host.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RowReaderTest {
    private static final RowSchema SCHEMA = RowSchema.of(new Field("id", FieldType.INTEGER));
    private static final int CHUNK = 7;

    /** Numbers from 0, in chunks; it fails before one of them, and its cursor is for one thread at a time. */
    private static final class Numbers implements Source {
        private final long size;
        private final long failing;
        private final List<String> closed = new ArrayList<>();

        Numbers(long size, long failing) {
            this.size = size;
            this.failing = failing;
        }

        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public Optional<RowSchema> schema() {
            return Optional.of(SCHEMA);
        }

        @Override
        public OptionalLong rowCount() {
            return OptionalLong.of(size);
        }

        @Override
        public String fingerprint() {
            return "";
        }

        @Override
        public SourceCursor open() {
            return new SourceCursor() {
                private long next;

                @Override
                public List<SourceRecord> next() {
                    if (next > failing) {
                        throw HostFailure.SOURCE_CLOSED.exception("It fails.");
                    }
                    long from = next;
                    next = Math.min(size, next + CHUNK);
                    return LongStream.range(from, next)
                            .<SourceRecord>mapToObj(
                                    number -> new SourceRecord.Intact(number + 1, Row.of(SCHEMA, number)))
                            .toList();
                }

                @Override
                public double fraction() {
                    return (double) next / size;
                }

                @Override
                public void close() {
                    closed.add("cursor");
                }
            };
        }

        @Override
        public void close() {
            closed.add("source");
        }
    }

    private static List<Object> rest(RowReader rows) {
        List<Object> values = new ArrayList<>();
        while (rows.next()) {
            values.add(String.valueOf(Objects.requireNonNull(rows.row()).value(0)));
        }
        return values;
    }

    @Test
    void rowsThatArePassedOverCountAsPlaces() {
        try (RowReader rows = new RowReader(new Numbers(30, Long.MAX_VALUE), FieldMapping.ALL, 27)) {
            rows.skip(3);
            assertThat(rows.next()).isTrue();
            assertThat(rows.ordinal()).isEqualTo(3);
            assertThat(rows.number()).isEqualTo(4);
            rows.skip(0);
            rows.skip(-1);
            rows.skip(20);
            assertThat(rest(rows)).containsExactly("24", "25", "26");
            rows.skip(5);
            assertThat(rows.next()).isFalse();
        }
        try (RowReader rows = new RowReader(new Numbers(5, Long.MAX_VALUE), FieldMapping.ALL, Long.MAX_VALUE)) {
            rows.skip(100);
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    @Timeout(20)
    void rowsThatAreReadAheadAreTheSame() {
        Numbers source = new Numbers(1_000, Long.MAX_VALUE);
        try (RowReader rows = RowReader.ahead(source, FieldMapping.ALL, Long.MAX_VALUE)) {
            assertThat(rest(rows)).hasSize(1_000).startsWith("0", "1").endsWith("999");
            assertThat(rows.fraction()).isEqualTo(1);
        }
        assertThat(source.closed).containsExactly("cursor");
    }

    @Test
    @Timeout(20)
    void aPassThatIsLeftEndsTheThreadThatReadsAhead() {
        Numbers source = new Numbers(Long.MAX_VALUE, Long.MAX_VALUE);
        try (RowReader rows = RowReader.ahead(source, FieldMapping.ALL, Long.MAX_VALUE)) {
            assertThat(rows.next()).isTrue();
        }
        assertThat(source.closed).containsExactly("cursor");
    }

    @Test
    @Timeout(20)
    void aFailureComesAfterTheRowsBeforeIt() {
        try (RowReader rows = RowReader.ahead(new Numbers(1_000, 2 * CHUNK), FieldMapping.ALL, Long.MAX_VALUE)) {
            for (int i = 0; i < 3 * CHUNK; i++) {
                assertThat(rows.next()).isTrue();
            }
            assertThatThrownBy(rows::next).isInstanceOf(HostException.class).hasMessageContaining("It fails.");
        }
    }
}
