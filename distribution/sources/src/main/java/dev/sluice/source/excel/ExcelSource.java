package dev.sluice.source.excel;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.spi.RowSchema;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The rows of the first sheet of a workbook ({@code .xlsx}). Its first row that is not empty names the columns; each value has the type of its
 * cell. Safe for use by several threads.
 */
public final class ExcelSource implements Source {
    private final Path file;
    private final Supplier<String> fingerprint;

    /**
     * Reads the header.
     *
     * @param fingerprint of the file
     * @throws HostException if it is no workbook, or has no usable header
     */
    public ExcelSource(Path file, Supplier<String> fingerprint) {
        this.file = file;
        this.fingerprint = fingerprint;
        new ExcelCursor(file).close();
    }

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public Optional<RowSchema> schema() {
        return Optional.empty();
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.empty();
    }

    @Override
    public String fingerprint() {
        return fingerprint.get();
    }

    @Override
    public SourceCursor open() {
        return new ExcelCursor(file);
    }

    @Override
    public void close() {
        // Each cursor has the file open for itself.
    }
}
