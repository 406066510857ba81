package dev.sluice.source.parquet;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.source.parquet.file.Damage;
import dev.sluice.source.parquet.file.Footer;
import dev.sluice.source.parquet.file.SchemaNode;
import dev.sluice.spi.Field;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.parquet.format.RowGroup;

/** The rows of a Parquet file. Safe for use by several threads. */
public final class ParquetSource implements Source {
    private final Path file;
    private final Supplier<String> fingerprint;
    private final Footer footer;
    private final List<ParquetColumn> columns;
    private final RowSchema schema;
    private final long rows;

    /**
     * Reads the footer. A column that cannot be carried is refused by {@link #open}, unless it is left out.
     *
     * @param fingerprint of the file
     * @throws HostException if the file is not a complete Parquet file
     */
    public ParquetSource(Path file, Supplier<String> fingerprint) {
        this.file = file;
        this.fingerprint = fingerprint;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            this.footer = Footer.read(channel);
        } catch (Damage e) {
            throw ParquetErrors.unreadable(file, e.what());
        } catch (IOException e) {
            throw ParquetErrors.unreadable(file, "the system does not let it be read");
        }
        this.columns = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (SchemaNode node : footer.schema().children()) {
            boolean first = names.add(node.name());
            ParquetColumn column = ParquetColumn.of(node, first);
            columns.add(column);
            if (first && !node.name().isEmpty()) {
                fields.add(new Field(node.name(), column.type()));
            }
        }
        if (columns.isEmpty()) {
            throw ParquetErrors.unreadable(file, "it has no columns");
        }
        this.schema = RowSchema.of(fields);
        this.rows = footer.groups().stream().mapToLong(RowGroup::getNum_rows).sum();
    }

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public Optional<RowSchema> schema() {
        return Optional.of(schema);
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.of(rows);
    }

    @Override
    public String fingerprint() {
        return fingerprint.get();
    }

    @Override
    public SourceCursor open() {
        return open(name -> true);
    }

    @Override
    public SourceCursor open(Predicate<String> wanted) {
        List<ParquetColumn> taken = new ArrayList<>();
        for (ParquetColumn column : columns) {
            if (wanted.test(column.name())) {
                String refusal = column.refusal();
                if (refusal != null) {
                    throw ParquetErrors.refused(file, column.name(), refusal);
                }
                taken.add(column);
            }
        }
        return new ParquetCursor(file, footer, taken, schema, rows);
    }

    @Override
    public void close() {
        // Each cursor has the file open for itself.
    }
}
