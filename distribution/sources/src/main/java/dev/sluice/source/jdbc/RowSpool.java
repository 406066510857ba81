package dev.sluice.source.jdbc;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.jdbc.type.JdbcColumn;
import dev.sluice.spi.FieldType;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query in a temporary file, so that they can be read again and the query need not wait for a slow reader. Only its owner may
 * read the file. It has no name any more once it is open, where the system allows that, so a crash leaves nothing.
 */
final class RowSpool implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int NULL = -1;
    private static final int UNFIT = 64;
    private static final List<FieldType> TYPES = List.of(FieldType.values());
    private static final Map<FieldType, Integer> TAGS = tags();
    private static final List<Unfit> UNFITS = List.of(Unfit.values());

    private final FileChannel file;
    private final DataOutputStream out;
    private long rows;

    private RowSpool(FileChannel file) {
        this.file = file;
        this.out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), BUFFER));
    }

    private static Map<FieldType, Integer> tags() {
        Map<FieldType, Integer> tags = new EnumMap<>(FieldType.class);
        TYPES.forEach(type -> tags.put(type, TYPES.indexOf(type)));
        return tags;
    }

    static RowSpool create() {
        try {
            Path directory = OwnerOnly.createTempDirectory("sluice-query-");
            try {
                return new RowSpool(OwnerOnly.openUnnamed(directory.resolve("rows")));
            } finally {
                // Fails where the system keeps the name of an open file until it is closed.
                if (!directory.toFile().delete()) {
                    directory.toFile().deleteOnExit();
                }
            }
        } catch (IOException e) {
            throw failed();
        }
    }

    long rows() {
        return rows;
    }

    void add(List<JdbcColumn> columns, @Nullable Object[] values) {
        try {
            for (int i = 0; i < values.length; i++) {
                write(columns.get(i), values[i]);
            }
            rows++;
        } catch (IOException e) {
            throw failed();
        }
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

    private void write(byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** To be called after the last row. */
    void complete() {
        try {
            out.flush();
        } catch (IOException e) {
            throw failed();
        }
    }

    Reader reader() {
        return new Reader();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // Nothing of it is needed any more.
        }
    }

    private static HostException failed() {
        return HostFailure.SOURCE_SPOOL_FAILED.exception(
                "The temporary file in which the rows of the query are kept cannot be written or read.");
    }

    /** One pass over the rows. For one thread. */
    final class Reader {
        private final DataInputStream in = new DataInputStream(new BufferedInputStream(new PositionedStream(), BUFFER));

        /** Reads a row; call it {@link #rows()} times. Returns its size, about. */
        long read(@Nullable Object[] values) {
            try {
                long size = 0;
                for (int i = 0; i < values.length; i++) {
                    byte tag = in.readByte();
                    Object value = tag == NULL ? null : tag >= UNFIT ? UNFITS.get(tag - UNFIT) : value(TYPES.get(tag));
                    values[i] = value;
                    size += JdbcCursor.size(value);
                }
                return size;
            } catch (IOException e) {
                throw failed();
            }
        }

        private Object value(FieldType type) throws IOException {
            return switch (type) {
                case BOOLEAN -> in.readBoolean();
                case INTEGER -> in.readLong();
                case FLOAT -> in.readFloat();
                case DOUBLE -> in.readDouble();
                case BYTES -> bytes();
                case BIG_INTEGER -> new BigInteger(bytes());
                case DECIMAL -> {
                    int scale = in.readInt();
                    yield new BigDecimal(new BigInteger(bytes()), scale);
                }
                case DATE -> LocalDate.ofEpochDay(in.readLong());
                case TIME -> LocalTime.ofNanoOfDay(in.readLong());
                case TIMESTAMP ->
                    LocalDateTime.of(LocalDate.ofEpochDay(in.readLong()), LocalTime.ofNanoOfDay(in.readLong()));
                case INSTANT -> Instant.ofEpochSecond(in.readLong(), in.readInt());
                case UUID -> new UUID(in.readLong(), in.readLong());
                case TEXT, JSON -> text();
            };
        }

        private byte[] bytes() throws IOException {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return bytes;
        }

        private String text() throws IOException {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    /** Reads the file from its beginning, whatever others read. */
    private final class PositionedStream extends InputStream {
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = file.read(ByteBuffer.wrap(target, offset, length), position);
            position += Math.max(0, count);
            return count;
        }
    }
}
