package dev.sluice.source.jdbc.spool;

import dev.sluice.host.value.Unfit;
import dev.sluice.source.jdbc.type.JdbcColumn;
import dev.sluice.spi.FieldType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values of a row as bytes, and back. Packing is for one thread. */
public final class PackedValues {
    private static final int NULL = -1;
    private static final int UNFIT = 64;
    private static final List<FieldType> TYPES = List.of(FieldType.values());
    private static final Map<FieldType, Integer> TAGS = tags();
    private static final List<Unfit> UNFITS = List.of(Unfit.values());

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private static Map<FieldType, Integer> tags() {
        Map<FieldType, Integer> tags = new EnumMap<>(FieldType.class);
        TYPES.forEach(type -> tags.put(type, TYPES.indexOf(type)));
        return tags;
    }

    /** The bytes of the values of some columns. */
    public byte[] pack(List<JdbcColumn> columns, @Nullable Object[] values) {
        bytes.reset();
        try {
            for (int i = 0; i < values.length; i++) {
                write(columns.get(i), values[i]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write(JdbcColumn column, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeByte(NULL);
            return;
        }
        if (value instanceof Unfit unfit) {
            out.writeByte(UNFIT + UNFITS.indexOf(unfit));
            return;
        }
        FieldType type = column.typeOf(value);
        out.writeByte(TAGS.getOrDefault(type, NULL));
        switch (type) {
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case INTEGER -> out.writeLong((Long) value);
            case FLOAT -> out.writeFloat((Float) value);
            case DOUBLE -> out.writeDouble((Double) value);
            case BYTES -> write((byte[]) value);
            case BIG_INTEGER -> write(((BigInteger) value).toByteArray());
            case DECIMAL -> {
                out.writeInt(((BigDecimal) value).scale());
                write(((BigDecimal) value).unscaledValue().toByteArray());
            }
            case DATE -> out.writeLong(((LocalDate) value).toEpochDay());
            case TIME -> out.writeLong(((LocalTime) value).toNanoOfDay());
            case TIMESTAMP -> {
                out.writeLong(((LocalDateTime) value).toLocalDate().toEpochDay());
                out.writeLong(((LocalDateTime) value).toLocalTime().toNanoOfDay());
            }
            case INSTANT -> {
                Instant instant = (Instant) value;
                out.writeLong(instant.getEpochSecond());
                out.writeInt(instant.getNano());
            }
            case UUID -> {
                out.writeLong(((UUID) value).getMostSignificantBits());
                out.writeLong(((UUID) value).getLeastSignificantBits());
            }
            case TEXT, JSON -> write(((String) value).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void write(byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    /** Reads values from the bytes of a row. */
    public static void unpack(byte[] row, @Nullable Object[] values) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(row));
        try {
            for (int i = 0; i < values.length; i++) {
                byte tag = in.readByte();
                values[i] = tag == NULL ? null : tag >= UNFIT ? UNFITS.get(tag - UNFIT) : value(in, TYPES.get(tag));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object value(DataInputStream in, FieldType type) throws IOException {
        return switch (type) {
            case BOOLEAN -> in.readBoolean();
            case INTEGER -> in.readLong();
            case FLOAT -> in.readFloat();
            case DOUBLE -> in.readDouble();
            case BYTES -> bytes(in);
            case BIG_INTEGER -> new BigInteger(bytes(in));
            case DECIMAL -> {
                int scale = in.readInt();
                yield new BigDecimal(new BigInteger(bytes(in)), scale);
            }
            case DATE -> LocalDate.ofEpochDay(in.readLong());
            case TIME -> LocalTime.ofNanoOfDay(in.readLong());
            case TIMESTAMP ->
                LocalDateTime.of(LocalDate.ofEpochDay(in.readLong()), LocalTime.ofNanoOfDay(in.readLong()));
            case INSTANT -> Instant.ofEpochSecond(in.readLong(), in.readInt());
            case UUID -> new UUID(in.readLong(), in.readLong());
            case TEXT, JSON -> new String(bytes(in), StandardCharsets.UTF_8);
        };
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
