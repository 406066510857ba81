package dev.sluice.tck.staged;

import dev.sluice.spi.Change;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a batch, and the writer that uploaded them.
 *
 * @param writer its name
 * @param changes in order
 */
public record PartFile(String writer, List<Change> changes) {
    public PartFile {
        changes = List.copyOf(changes);
    }

    public byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        write(out, writer);
        out.writeInt(changes.size());
        for (Change change : changes) {
            Row row = change.row();
            out.writeBoolean(change instanceof Change.Remove);
            out.writeInt(row.size());
            for (int i = 0; i < row.size(); i++) {
                Field field = row.schema().field(i);
                Object value = row.value(i);
                write(out, field.name());
                out.writeUTF(field.type().name());
                out.writeBoolean(value != null);
                if (value != null) {
                    write(out, field.type().format(value));
                }
            }
        }
        return bytes.toByteArray();
    }

    public static PartFile of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String writer = text(in);
        List<Change> changes = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            boolean removal = in.readBoolean();
            List<Field> fields = new ArrayList<>();
            List<@Nullable Object> values = new ArrayList<>();
            for (int more = in.readInt(); more > 0; more--) {
                String name = text(in);
                FieldType type = FieldType.valueOf(in.readUTF());
                fields.add(new Field(name, type));
                values.add(in.readBoolean() ? type.parse(text(in)) : null);
            }
            Row row = Row.of(RowSchema.of(fields), values.toArray());
            changes.add(removal ? new Change.Remove(row) : new Change.Write(row));
        }
        return new PartFile(writer, changes);
    }

    /** As characters, since half a surrogate pair has no UTF-8. */
    private static void write(DataOutputStream out, String text) throws IOException {
        out.writeInt(text.length());
        out.writeChars(text);
    }

    private static String text(DataInputStream in) throws IOException {
        char[] text = new char[in.readInt()];
        for (int i = 0; i < text.length; i++) {
            text[i] = in.readChar();
        }
        return new String(text);
    }
}
