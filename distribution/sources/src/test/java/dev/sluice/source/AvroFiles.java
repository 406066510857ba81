package dev.sluice.source;

import io.airlift.compress.snappy.SnappyCompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.file.Codec;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Avro files that Avro's own library writes. */
public final class AvroFiles {
    private static final int SMALL_BLOCK_BYTES = 512;

    static {
        CodecFactory.addCodec("snappy", new CodecFactory() {
            @Override
            protected Codec createInstance() {
                return new Snappy();
            }
        });
    }

    private AvroFiles() {}

    /** A schema of rows with a single field {@code v}. */
    public static Schema schema(String type) {
        return new Schema.Parser(NameValidator.NO_VALIDATION)
                .setValidateDefaults(false)
                .parse("{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"v\",\"type\":" + type + "}]}");
    }

    /** A row of values in the order of the fields. */
    public static GenericRecord row(Schema schema, @Nullable Object... values) {
        GenericRecord row = new GenericData.Record(schema);
        for (int i = 0; i < values.length; i++) {
            row.put(i, values[i]);
        }
        return row;
    }

    /** A file of small blocks. */
    public static Path write(Path file, Schema schema, String codec, List<GenericRecord> rows) {
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.fromString(codec)).setSyncInterval(SMALL_BLOCK_BYTES);
            writer.create(schema, file.toFile());
            for (GenericRecord row : rows) {
                writer.append(row);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return file;
    }

    /** A file of one row with one value. */
    public static Path write(Path file, String type, @Nullable Object value) {
        Schema schema = schema(type);
        return write(file, schema, "null", List.of(row(schema, value)));
    }

    /** As the format says: blocks of Snappy with the checksum of what is packed behind each. */
    private static final class Snappy extends Codec {
        @Override
        public String getName() {
            return "snappy";
        }

        @Override
        public ByteBuffer compress(ByteBuffer plain) {
            SnappyCompressor compressor = new SnappyCompressor();
            byte[] packed = new byte[compressor.maxCompressedLength(plain.remaining()) + Integer.BYTES];
            int length = compressor.compress(
                    plain.array(),
                    plain.arrayOffset() + plain.position(),
                    plain.remaining(),
                    packed,
                    0,
                    packed.length - Integer.BYTES);
            CRC32 sum = new CRC32();
            sum.update(plain.duplicate());
            return ByteBuffer.wrap(packed, 0, length + Integer.BYTES).putInt(length, (int) sum.getValue());
        }

        @Override
        public ByteBuffer decompress(ByteBuffer packed) {
            throw new UnsupportedOperationException("only written");
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Snappy;
        }
    }
}
