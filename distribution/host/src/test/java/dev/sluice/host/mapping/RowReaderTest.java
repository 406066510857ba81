package dev.sluice.host.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.source.PackedRecords;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** The numbers of a source, each made when it is asked for; a number that can be divided by 5 has to be made for its hash. */
    private static final class Packed implements Source {
        private final Numbers numbers = new Numbers(20, Long.MAX_VALUE);
        private final List<Long> made = new CopyOnWriteArrayList<>();

        private final class Chunk extends AbstractList<SourceRecord> implements PackedRecords {
            private final List<SourceRecord> records;

            Chunk(List<SourceRecord> records) {
                this.records = records;
            }

            @Override
            public SourceRecord get(int index) {
                made.add(number(index));
                return records.get(index);
            }

            @Override
            public int size() {
                return records.size();
            }

            @Override
            public RowSchema schema() {
                return SCHEMA;
            }

            @Override
            public long number(int index) {
                return records.get(index).number();
            }

            @Override
            public @Nullable RowHash hash(int index, RowSchema fields, int[] positions, RowHasher hasher) {
                long number = number(index);
                return number % 5 == 0 ? null : hasher.hash(Row.of(fields, number - 1));
            }
        }

        @Override
        public SourceCursor open() {
            SourceCursor cursor = numbers.open();
            return new SourceCursor() {
                @Override
                public List<SourceRecord> next() {
                    return new Chunk(cursor.next());
                }

                @Override
                public double fraction() {
                    return cursor.fraction();
                }

                @Override
                public void close() {
                    cursor.close();
                }
            };
        }

        @Override
        public String name() {
            return numbers.name();
        }

        @Override
        public Optional<RowSchema> schema() {
            return numbers.schema();
        }

        @Override
        public OptionalLong rowCount() {
            return numbers.rowCount();
        }

        @Override
        public String fingerprint() {
            return numbers.fingerprint();
        }

        @Override
        public void close() {
            numbers.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, ''", "true, ''", "false, n=id", "true, n=id"})
    void aRowIsNotMadeForItsHash(boolean ahead, String entry) {
        Packed source = new Packed();
        FieldMapping mapping = FieldMapping.parse(entry.isEmpty() ? List.of() : List.of("id=n"));
        List<Long> wanted = List.of(5L, 7L, 10L, 15L, 20L);
        try (RowReader rows = ahead
                ? RowReader.ahead(source, mapping, Long.MAX_VALUE)
                : new RowReader(source, mapping, Long.MAX_VALUE)) {
            for (long number = 1; rows.next(); number++) {
                RowSchema fields = RowSchema.of(new Field(entry.isEmpty() ? "id" : "n", FieldType.INTEGER));
                Row expected = Row.of(fields, number - 1);
                assertThat(rows.number()).isEqualTo(number);
                assertThat(rows.hash()).isEqualTo(new RowHasher().hash(expected));
                if (number == 7) {
                    assertThat(rows.row()).isEqualTo(expected);
                    assertThat(rows.hash()).isEqualTo(new RowHasher().hash(expected));
                }
            }
        }
        assertThat(source.made).containsExactlyElementsOf(wanted);
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
