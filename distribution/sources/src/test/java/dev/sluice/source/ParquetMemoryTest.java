package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much memory a Parquet file takes: what its bytes need, and not what they claim. */
class ParquetMemoryTest {
    private static final int TAIL_BYTES = 8;
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path folder = Path.of("");

    @Test
    void thousandsOfColumnsOfFewRowsTakeLittle() {
        int columns = 5_000;
        Path file = ParquetFiles.write(
                folder.resolve("rows.parquet"),
                IntStream.range(0, columns)
                        .mapToObj(i -> "range + " + i + " AS c" + i)
                        .collect(Collectors.joining(", ", "SELECT ", " FROM range(2)")));
        long before = Reading.allocated();
        Row last = Reading.rows(Sources.file(file)).get(1);
        assertThat(last.size()).isEqualTo(columns);
        assertThat(last.value("c4999")).isEqualTo(5_000L);
        assertThat(Reading.allocated() - before).isLessThan(128 * MEBIBYTE);
    }

    @Test
    void aListInTheFooterIsNotBelievedToBeLongerThanTheFooter() throws IOException {
        ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(
                        ParquetFiles.write(folder.resolve("rows.parquet"), "SELECT 1 AS id, 2 AS v")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int length = whole.getInt(whole.limit() - TAIL_BYTES);
        int footer = whole.limit() - TAIL_BYTES - length;
        // A list of three structs, which are the root of the schema and its two columns, says here that they are 80
        // million.
        byte[] three = {0x19, 0x3c};
        byte[] many = {0x19, (byte) 0xfc, (byte) 0x80, (byte) 0xb4, (byte) 0x89, 0x26};
        int at = footer;
        while (whole.get(at) != three[0] || whole.get(at + 1) != three[1]) {
            at++;
        }
        ByteBuffer claiming = ByteBuffer.allocate(whole.limit() + many.length - three.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(whole.array(), 0, at)
                .put(many)
                .put(whole.array(), at + three.length, whole.limit() - TAIL_BYTES - at - three.length)
                .putInt(length + many.length - three.length)
                .put("PAR1".getBytes(StandardCharsets.US_ASCII));
        Path file = Files.write(folder.resolve("claims.parquet"), claiming.array());
        long before = Reading.allocated();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.file(file))
                .withMessageContaining("its footer is damaged");
        assertThat(Reading.allocated() - before).isLessThan(32 * MEBIBYTE);
    }
}
