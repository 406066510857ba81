package dev.sluice.source.jdbc.type;

import dev.sluice.host.value.Unfit;
import dev.sluice.spi.FieldType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/**
 * A column of a result.
 *
 * @param type what it is in a row; null where each value has a type of its own
 * @param reader reads a value
 */
public record JdbcColumn(String name, @Nullable FieldType type, Reader reader) {
    /** Reads a value of the current row. */
    public interface Reader {
        /**
         * The value, or an {@link Unfit} in its place.
         *
         * @throws IllegalArgumentException if a row cannot hold the value; so does a {@link DateTimeException}
         */
        @Nullable
        Object read(ResultSet rows, int column) throws SQLException;
    }

    /** Makes a value of the text that the database has for it. */
    interface TextReader {
        /** As {@link Reader#read}; the text is not null. */
        Object read(String text);
    }

    static JdbcColumn ofText(String name, FieldType type, TextReader reader) {
        return new JdbcColumn(name, type, (rows, column) -> {
            String text = rows.getString(column);
            return text == null ? null : reader.read(text);
        });
    }

    /** The value, or an {@link Unfit} in its place. */
    @Nullable
    public Object read(ResultSet rows, int column) throws SQLException {
        try {
            return reader.read(rows, column);
        } catch (IllegalArgumentException | DateTimeException e) {
            return Unfit.RANGE;
        }
    }

    /** The type of a value of this column. */
    public FieldType typeOf(@Nullable Object value) {
        return type != null ? type : FieldTypes.of(value);
    }
}
