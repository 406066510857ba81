package dev.sluice.host.hash;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.math.BigDecimal;

/**
 * Hashes rows: names, types, nulls and canonical texts of the fields in their order. A type counts, because a number and a text of the same
 * digits are stored differently. Computed here and not by a database, so that no upgrade of one makes every row look changed.
 *
 * <p>For one thread.
 */
public final class RowHasher {
    /** Changes when the same row hashes to another value than before: then everything is written once more. */
    public static final String VERSION = "xxh3-1";

    private final HashStream128 stream = Hashing.xxh3_128().hashStream();

    /** The hash of a row. */
    public RowHash hash(Row row) {
        stream.reset();
        for (int i = 0; i < row.size(); i++) {
            Field field = row.schema().field(i);
            Object value = row.value(i);
            stream.putString(field.name());
            if (value == null) {
                stream.putByte((byte) 0);
            } else {
                stream.putByte(tag(field.type()));
                // Each text goes in with its length, so no two rows run together.
                stream.putString(text(field.type(), value));
            }
        }
        stream.putInt(row.size());
        HashValue128 hash = stream.get();
        return new RowHash(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    private static String text(FieldType type, Object value) {
        if (value instanceof BigDecimal decimal
                && Math.abs((long) decimal.scale()) > FieldType.MAX_DECIMAL_LENGTH / 2) {
            // It may have no canonical text for its length; the destination will say so.
            return decimal.unscaledValue() + "e" + decimal.scale();
        }
        return type.format(value);
    }

    private static byte tag(FieldType type) {
        return switch (type) {
            case BOOLEAN -> 1;
            case INTEGER -> 2;
            case BIG_INTEGER -> 3;
            case DECIMAL -> 4;
            case FLOAT -> 5;
            case DOUBLE -> 6;
            case TEXT -> 7;
            case DATE -> 8;
            case TIME -> 9;
            case TIMESTAMP -> 10;
            case INSTANT -> 11;
            case UUID -> 12;
            case BYTES -> 13;
            case JSON -> 14;
        };
    }
}
