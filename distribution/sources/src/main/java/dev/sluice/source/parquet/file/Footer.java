package dev.sluice.source.parquet.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * What the end of a file says of it.
 *
 * @param groups the parts of the file, each with some of its rows
 * @param end where the footer begins and pages end
 */
public record Footer(SchemaNode schema, List<RowGroup> groups, long end, Writer writer) {
    private static final int MAGIC_BYTES = 4;
    private static final int TAIL_BYTES = MAGIC_BYTES + Integer.BYTES;

    /**
     * Reads it.
     *
     * @throws Damage if the file is not whole, or encrypted
     */
    public static Footer read(FileChannel file) throws IOException {
        long size = file.size();
        if (size == 0) {
            throw new Damage("it is empty");
        }
        if (size < TAIL_BYTES + MAGIC_BYTES) {
            throw new Damage("it is too short");
        }
        ByteBuffer tail = bytes(file, size - TAIL_BYTES, TAIL_BYTES);
        int length = tail.order(ByteOrder.LITTLE_ENDIAN).getInt();
        String magic = StandardCharsets.ISO_8859_1.decode(tail).toString();
        if (magic.equals("PARE")) {
            throw new Damage("it is encrypted");
        }
        if (!magic.equals("PAR1")) {
            throw new Damage("it does not end as a Parquet file does, so it is cut off or of another format");
        }
        long end = size - TAIL_BYTES - length;
        if (length <= 0 || end < MAGIC_BYTES) {
            throw new Damage("its footer is damaged");
        }
        FileMetaData footer;
        try {
            // Told how long it is, no list in it is believed to be longer.
            footer = Util.readFileMetaData(
                    new ByteArrayInputStream(bytes(file, end, length).array()), length);
        } catch (IOException | RuntimeException e) {
            throw new Damage("its footer is damaged");
        }
        if (footer.isSetEncryption_algorithm()) {
            throw new Damage("it is encrypted");
        }
        checkRows(footer);
        return new Footer(
                SchemaNode.of(footer.getSchema()), footer.getRow_groups(), end, Writer.of(footer.getCreated_by()));
    }

    private static ByteBuffer bytes(FileChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new Damage("it ends too early");
            }
        }
        return buffer.flip();
    }

    /** A writer may leave the number of all rows at 0; a file that tells more rows than its groups have has lost some. */
    private static void checkRows(FileMetaData footer) {
        long rows = 0;
        for (RowGroup group : footer.getRow_groups()) {
            rows += group.getNum_rows();
            if (group.getNum_rows() < 0 || rows < 0) {
                throw new Damage("its footer is damaged");
            }
        }
        if (footer.getNum_rows() < 0 || footer.getNum_rows() > rows) {
            throw new Damage("its footer tells " + footer.getNum_rows() + " rows, and its parts have " + rows);
        }
    }
}
