package dev.sluice.source.avro;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.source.input.Input;
import dev.sluice.source.input.Text;
import dev.sluice.spi.Field;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows of an Avro object container file. Safe for use by several threads. */
public final class AvroSource implements Source {
    private final Input input;
    private final List<AvroColumn> columns;
    private final RowSchema schema;
    /** What was opened to read the header: the first pass goes on with it, so that a stream need not be read twice. */
    private @Nullable Opened first;

    private record Opened(Text text, AvroFile file) {}

    /**
     * Reads the header. A column that cannot be carried is refused by {@link #open}, unless it is left out.
     *
     * @throws HostException if the input is no Avro file, or its rows are no records
     */
    public AvroSource(Input input) {
        this.input = input;
        Opened opened = opened();
        boolean ready = false;
        try {
            this.columns = AvroColumn.of(opened.file().schema());
            List<Field> fields = new ArrayList<>();
            for (AvroColumn column : columns) {
                if (!column.name().isEmpty()) {
                    fields.add(new Field(column.name(), column.type()));
                }
            }
            this.schema = RowSchema.of(fields);
            this.first = opened;
            ready = true;
        } catch (IOException e) {
            throw input.failed(e);
        } finally {
            if (!ready) {
                opened.text().close();
            }
        }
    }

    private Opened opened() {
        Text text = input.openBytes();
        boolean ready = false;
        try {
            AvroFile file = AvroFile.open(text.stream());
            ready = true;
            return new Opened(text, file);
        } catch (IOException e) {
            throw input.failed(e);
        } finally {
            if (!ready) {
                text.close();
            }
        }
    }

    @Override
    public String name() {
        return input.label();
    }

    @Override
    public Optional<RowSchema> schema() {
        return Optional.of(schema);
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.empty();
    }

    @Override
    public String fingerprint() {
        return input.fingerprint() + "|avro";
    }

    @Override
    public SourceCursor open() {
        return open(name -> true);
    }

    @Override
    public synchronized SourceCursor open(Predicate<String> wanted) {
        List<Boolean> taken = new ArrayList<>();
        for (AvroColumn column : columns) {
            boolean take = wanted.test(column.name());
            String refusal = column.refusal();
            if (take && refusal != null) {
                throw AvroErrors.refused(input.name(), column.name(), refusal);
            }
            taken.add(take);
        }
        Opened opened = first != null ? first : opened();
        first = null;
        return new AvroCursor(input, opened.text(), opened.file(), columns, taken, schema);
    }

    @Override
    public void interrupt() {
        input.interrupt();
    }

    @Override
    public synchronized void close() {
        if (first != null) {
            first.text().close();
            first = null;
        }
        input.close();
    }
}
