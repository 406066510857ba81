package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Row;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads sources whole. */
public final class Reading {
    private Reading() {}

    public static List<SourceRecord> all(Source source) {
        List<SourceRecord> records = new ArrayList<>();
        try (SourceCursor cursor = source.open()) {
            for (List<SourceRecord> batch = cursor.next(); !batch.isEmpty(); batch = cursor.next()) {
                records.addAll(batch);
            }
        }
        return records;
    }

    public static List<Row> rows(Source source) {
        return all(source).stream().map(Reading::row).toList();
    }

    public static List<@Nullable Object> values(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.value(i));
        }
        return values;
    }

    public static Row row(SourceRecord record) {
        if (record instanceof SourceRecord.Intact intact) {
            return intact.row();
        }
        throw new AssertionError("record " + record.number() + ": " + error(record));
    }

    public static ErrorDetail error(SourceRecord record) {
        if (record instanceof SourceRecord.Unreadable unreadable) {
            return unreadable.error();
        }
        throw new AssertionError("record " + record.number() + " can be read");
    }

    /** Every text of a row can be written as UTF-8, and one that is rejected says what to do. */
    public static void assertSound(SourceRecord record, String what) {
        if (record instanceof SourceRecord.Unreadable unreadable) {
            assertThat(unreadable.error().remedy()).as(what).isNotBlank();
            return;
        }
        for (Object value : values(row(record))) {
            if (value instanceof String text) {
                assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text))
                        .as(what)
                        .isTrue();
            }
        }
    }

    /** The bytes that this thread has taken so far, whether they are in use or not. */
    public static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                ? threads.getThreadAllocatedBytes(Thread.currentThread().getId())
                : 0;
    }

    /** The bytes outside the heap that are in use, or not yet given back. */
    public static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
