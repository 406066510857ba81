package dev.sluice.source.parquet.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TException;

/** The pages of a column in one row group, read and decompressed one at a time. For one thread. */
public final class ColumnPages implements PageReader {
    private static final int MAX_PAGE_BYTES = 1 << 30;

    private final Section bytes;
    private final Codec codec;
    private final ColumnDescriptor leaf;
    private final Writer writer;
    private final long total;
    private long read;
    private @Nullable PageHeader ahead;

    /**
     * The pages of a column.
     *
     * @param column where they are
     * @param leaf the type of their values
     * @throws Damage if that cannot be
     */
    public ColumnPages(FileChannel file, Footer footer, ColumnMetaData column, ColumnDescriptor leaf) {
        if (column.getCodec() == null) {
            throw new Damage("it is compressed in a way that is not known");
        }
        this.codec = Codec.of(column.getCodec());
        this.leaf = leaf;
        this.writer = footer.writer();
        this.total = column.getNum_values();
        long start = column.getData_page_offset();
        if (column.isSetDictionary_page_offset() && column.getDictionary_page_offset() > 0) {
            start = Math.min(start, column.getDictionary_page_offset());
        }
        if (start < 0 || start > footer.end()) {
            throw new Damage("its place is outside the file");
        }
        this.bytes = new Section(file, start, footer.end());
    }

    @Override
    public long getTotalValueCount() {
        return total;
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
        if (total == 0) {
            return null;
        }
        PageHeader header = header();
        if (header.getType() != PageType.DICTIONARY_PAGE) {
            ahead = header;
            return null;
        }
        ByteBuffer page = decompressed(header, body(header), 0, header.getUncompressed_page_size());
        int entries = count(header.getDictionary_page_header().getNum_values());
        if (entries > page.remaining() / leastBytes()) {
            throw new Damage("its dictionary is shorter than the header of its page says");
        }
        if (leaf.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
            PageClaims.checkDictionary(page.duplicate(), entries);
        }
        return new DictionaryPage(
                BytesInput.from(page),
                entries,
                encoding(header.getDictionary_page_header().getEncoding()));
    }

    /** How many bytes an entry of a dictionary takes at least. */
    private int leastBytes() {
        return switch (leaf.getPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> 1;
            case INT32, FLOAT, BINARY -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> Long.BYTES + Integer.BYTES;
            case FIXED_LEN_BYTE_ARRAY -> Math.max(1, leaf.getPrimitiveType().getTypeLength());
        };
    }

    @Override
    public @Nullable DataPage readPage() {
        while (read < total) {
            PageHeader header = ahead != null ? ahead : header();
            ahead = null;
            byte[] body = body(header);
            DataPage page = page(header, body);
            if (page != null && page.getValueCount() > 0) {
                read += page.getValueCount();
                if (read > total) {
                    throw new Damage("its pages hold more values than its footer says");
                }
                return page;
            }
        }
        return null;
    }

    private @Nullable DataPage page(PageHeader header, byte[] body) {
        return switch (header.getType()) {
            case DATA_PAGE -> {
                DataPageHeader data = header.getData_page_header();
                ByteBuffer page = decompressed(header, body, 0, header.getUncompressed_page_size());
                Encoding repetition = levels(data.getRepetition_level_encoding(), leaf.getMaxRepetitionLevel());
                Encoding definition = levels(data.getDefinition_level_encoding(), leaf.getMaxDefinitionLevel());
                int count = count(data.getNum_values());
                Encoding values = encoding(data.getEncoding());
                PageClaims.check(
                        page.duplicate(),
                        repetition,
                        leaf.getMaxRepetitionLevel(),
                        definition,
                        leaf.getMaxDefinitionLevel(),
                        values,
                        count);
                yield new DataPageV1(
                        BytesInput.from(page), count, page.remaining(), null, repetition, definition, values);
            }
            case DATA_PAGE_V2 -> {
                DataPageHeaderV2 data = header.getData_page_header_v2();
                int repetition = count(data.getRepetition_levels_byte_length());
                int definition = count(data.getDefinition_levels_byte_length());
                int levels = Math.addExact(repetition, definition);
                if (levels > body.length) {
                    throw new Damage("a page is shorter than its levels");
                }
                int size = header.getUncompressed_page_size() - levels;
                boolean compressed = data.isIs_compressed() || writer.deniesCompression();
                if (!compressed && size != body.length - levels) {
                    throw new Damage("the header of a page is damaged");
                }
                ByteBuffer values = compressed && body.length > levels
                        ? decompressed(header, body, levels, size)
                        : ByteBuffer.wrap(body, levels, body.length - levels);
                int count = count(data.getNum_values());
                PageClaims.checkLevels(ByteBuffer.wrap(body, 0, repetition), leaf.getMaxRepetitionLevel(), count);
                PageClaims.checkLevels(
                        ByteBuffer.wrap(body, repetition, definition), leaf.getMaxDefinitionLevel(), count);
                PageClaims.checkValues(values.duplicate(), encoding(data.getEncoding()), count);
                yield DataPageV2.uncompressed(
                        data.getNum_rows(),
                        data.getNum_nulls(),
                        count(data.getNum_values()),
                        BytesInput.from(body, 0, repetition),
                        BytesInput.from(body, repetition, definition),
                        encoding(data.getEncoding()),
                        BytesInput.from(values),
                        null);
            }
            case INDEX_PAGE -> null;
            case DICTIONARY_PAGE -> throw new Damage("it has a dictionary in the middle");
        };
    }

    private PageHeader header() {
        try {
            PageHeader header = new PageHeader();
            header.read(bytes.protocol());
            boolean whole = switch (header.getType()) {
                case DATA_PAGE -> header.isSetData_page_header();
                case DATA_PAGE_V2 -> header.isSetData_page_header_v2();
                case DICTIONARY_PAGE -> header.isSetDictionary_page_header();
                case INDEX_PAGE -> true;
            };
            if (!whole) {
                throw new Damage("the header of a page is damaged");
            }
            return header;
        } catch (TException e) {
            throw new Damage("the header of a page is damaged");
        }
    }

    private byte[] body(PageHeader header) {
        int length = header.getCompressed_page_size();
        if (length < 0 || length > MAX_PAGE_BYTES) {
            throw new Damage("the header of a page is damaged");
        }
        byte[] body = bytes.take(length);
        if (header.isSetCrc()) {
            CRC32 sum = new CRC32();
            sum.update(body);
            if ((int) sum.getValue() != header.getCrc()) {
                throw new Damage("the checksum of a page does not fit its bytes");
            }
        }
        return body;
    }

    private ByteBuffer decompressed(PageHeader header, byte[] body, int offset, int size) {
        if (size < 0) {
            throw new Damage("the header of a page is damaged");
        }
        if (size > MAX_PAGE_BYTES) {
            throw new Damage("a page is larger than 1 GiB");
        }
        try {
            return codec.decompress(body, offset, body.length - offset, size);
        } catch (Damage e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new Damage("a page of " + header.getCompressed_page_size() + " bytes cannot be decompressed");
        }
    }

    private static int count(int number) {
        if (number < 0) {
            throw new Damage("the header of a page is damaged");
        }
        return number;
    }

    private static Encoding encoding(org.apache.parquet.format.@Nullable Encoding encoding) {
        if (encoding == null) {
            throw new Damage("its values are encoded in a way that is not known");
        }
        try {
            return Encoding.valueOf(encoding.name());
        } catch (IllegalArgumentException e) {
            throw new Damage("its values are encoded in a way that is not known");
        }
    }

    /** The encoding of levels. Packed without run lengths, writers disagree about the order of the bits. */
    private Encoding levels(org.apache.parquet.format.@Nullable Encoding encoding, int max) {
        Encoding known = encoding(encoding);
        if (encoding == org.apache.parquet.format.Encoding.BIT_PACKED
                && max > 0
                && !writer.packsBitsAsTheFormatSays()) {
            throw new Damage("its levels are packed without run lengths, which writers do in different ways");
        }
        return known;
    }
}
