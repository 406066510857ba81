package dev.sluice.source.text;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The first row of delimited text, which names the columns. One without a name is named {@code column_N} by its position. */
final class CsvHeader {
    private CsvHeader() {}

    /** @throws HostException if there is none, or it cannot be used */
    static RowSchema read(String file, CsvReader reader, CsvFormat format) throws IOException {
        if (!reader.header()) {
            throw TextErrors.empty(file);
        }
        ErrorDetail error = reader.error();
        if (error != null) {
            throw TextErrors.headerUnreadable(file, error.message());
        }
        if (reader.fields() > CsvReader.MOST_COLUMNS) {
            throw TextErrors.headerUnreadable(file, "it has more than " + CsvReader.MOST_COLUMNS + " columns.");
        }
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < reader.fields(); i++) {
            String name = reader.text(i);
            if (name == null) {
                throw TextErrors.headerUnreadable(file, "its field " + (i + 1) + " is not valid Unicode text.");
            }
            if (!name.isEmpty() && !seen.add(name)) {
                throw TextErrors.headerDuplicate(file, name);
            }
            names.add(name);
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isEmpty()) {
                String name = "column_" + (i + 1);
                while (!seen.add(name)) {
                    name += "_";
                }
                names.set(i, name);
            }
        }
        for (String name : format.types().keySet()) {
            if (!seen.contains(name)) {
                throw TextErrors.typeUnknownColumn(file, name, names);
            }
        }
        return RowSchema.of(names.stream()
                .map(name -> new Field(name, format.types().getOrDefault(name, FieldType.TEXT)))
                .toList());
    }
}
