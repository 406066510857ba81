package dev.sluice.source.jdbc.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.value.Unfit;
import dev.sluice.source.jdbc.type.JdbcColumn;
import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowSpoolTest {
    @Test
    void everyValueComesBackAsItWas() {
        Map<FieldType, List<Object>> values = new LinkedHashMap<>();
        values.put(FieldType.BOOLEAN, List.of(true, false));
        values.put(FieldType.INTEGER, List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE));
        values.put(
                FieldType.BIG_INTEGER,
                List.of(
                        BigInteger.ZERO,
                        BigInteger.TEN.pow(400),
                        BigInteger.TEN.pow(400).negate()));
        values.put(
                FieldType.DECIMAL,
                List.of(
                        new BigDecimal("0"),
                        new BigDecimal("0.00"),
                        new BigDecimal("-1.50"),
                        new BigDecimal("1E+300"),
                        new BigDecimal("-1E-300"),
                        new BigDecimal("9".repeat(100) + "." + "9".repeat(100))));
        values.put(FieldType.FLOAT, List.of(0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE));
        values.put(FieldType.DOUBLE, List.of(0d, -0d, Double.MIN_VALUE, Double.MAX_VALUE));
        values.put(FieldType.TEXT, List.of("", "\u0000", "Ünïcode \uD83D\uDE00", "x".repeat(100_000)));
        values.put(FieldType.BYTES, List.of(new byte[0], new byte[] {0, -1, 127}));
        values.put(FieldType.DATE, List.of(LocalDate.MIN, LocalDate.MAX, LocalDate.EPOCH, LocalDate.of(-4712, 1, 1)));
        values.put(FieldType.TIME, List.of(LocalTime.MIN, LocalTime.MAX, LocalTime.of(1, 2, 3, 4)));
        values.put(
                FieldType.TIMESTAMP,
                List.of(LocalDateTime.MIN, LocalDateTime.MAX, LocalDateTime.of(1969, 12, 31, 23, 59, 59, 1)));
        values.put(FieldType.INSTANT, List.of(Instant.MIN, Instant.MAX, Instant.ofEpochSecond(-1, 999_999_999)));
        values.put(FieldType.UUID, List.of(new UUID(0, 0), new UUID(-1, -1), new UUID(Long.MIN_VALUE, Long.MAX_VALUE)));
        values.put(FieldType.JSON, List.of("{\"a\":[1,null]}"));
        assertThat(values.keySet()).containsExactlyInAnyOrder(FieldType.values());
        values.forEach(RowSpoolTest::assertKept);
    }

    @Test
    void aReaderIsToldOfRowsThatWereLeftOut() {
        try (RowSpool spool = RowSpool.create()) {
            spool.leaveOutTo(0);
            spool.leaveOutTo(3);
            spool.add(new byte[] {3});
            spool.add(new byte[0]);
            spool.leaveOutTo(100_000);
            spool.add(new byte[300_000]);
            spool.leaveOutTo(100_003);
            spool.complete();
            assertThat(spool.rows()).hasValue(100_003);
            RowSpool.Reader reader = spool.reader();
            List<Long> kept = new ArrayList<>();
            long places = 0;
            for (byte[] row = reader.next(); row != null; row = reader.next()) {
                if (!RowSpool.isLeftOut(row)) {
                    kept.add(places);
                    kept.add((long) row.length);
                }
                places++;
            }
            assertThat(places).isEqualTo(100_003);
            assertThat(kept).containsExactly(3L, 1L, 4L, 0L, 100_000L, 300_000L);
        }
    }

    private static void assertKept(FieldType type, List<Object> values) {
        List<JdbcColumn> columns = List.of(column(type), column(type));
        PackedValues packing = new PackedValues();
        try (RowSpool spool = RowSpool.create()) {
            for (Object value : values) {
                spool.add(packing.pack(columns, new @Nullable Object[] {value, null}));
                spool.add(packing.pack(columns, new @Nullable Object[] {Unfit.ENCODING, value}));
            }
            spool.complete();
            for (int pass = 0; pass < 2; pass++) {
                RowSpool.Reader reader = spool.reader();
                List<@Nullable Object> read = new ArrayList<>();
                for (byte[] row = reader.next(); row != null; row = reader.next()) {
                    @Nullable Object[] two = new @Nullable Object[2];
                    PackedValues.unpack(row, two);
                    boolean first = read.size() % 2 == 0;
                    assertThat(two[first ? 1 : 0]).isEqualTo(first ? null : Unfit.ENCODING);
                    read.add(two[first ? 0 : 1]);
                }
                assertThat(read).as("%s in pass %s", type, pass).hasSize(2 * values.size());
                for (int i = 0; i < read.size(); i++) {
                    assertThat(read.get(i)).as("%s in pass %s", type, pass).isEqualTo(values.get(i / 2));
                }
            }
        }
    }

    private static JdbcColumn column(FieldType type) {
        return new JdbcColumn("c", type, (rows, column) -> null);
    }
}
