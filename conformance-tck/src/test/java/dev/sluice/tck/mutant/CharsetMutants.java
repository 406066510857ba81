package dev.sluice.tck.mutant;

import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlTable;
import java.nio.charset.Charset;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Destinations that encode texts as their process would. Public classes, since another process has to find them. */
public final class CharsetMutants {
    private CharsetMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("stores texts in the default charset", "9.11 6.09", OfTexts::new),
                Mutant.of("names records in the default charset", "9.11 6.09", OfNames::new),
                Mutant.ofSql("binds texts in the default charset", "9.11", SqlOfTexts::new),
                Mutant.ofSql("binds JSON in the default charset", "9.11", SqlOfJson::new));
    }

    private static Object coded(Object value) {
        return value instanceof String text
                ? new String(text.getBytes(Charset.defaultCharset()), Charset.defaultCharset())
                : value;
    }

    /** Stores texts so. */
    public static final class OfTexts extends MemoryDestination {
        @Override
        public Map<String, MemoryServer.Cell> record(Row row) {
            Map<String, MemoryServer.Cell> record = super.record(row);
            record.replaceAll(
                    (name, cell) -> name.equals("id") ? cell : new MemoryServer.Cell(cell.type(), coded(cell.value())));
            return record;
        }
    }

    /** Names records so when it writes them. */
    public static final class OfNames extends MemoryDestination {
        @Override
        public DestinationWriter open(Place at) {
            return new Writer(at) {
                @Override
                public dev.sluice.spi.Outcome put(String identity, Row row) {
                    return super.put(coded(identity).toString(), row);
                }
            };
        }
    }

    /** Binds texts so, of these types. */
    private abstract static class SqlCoded extends SqlDestination {
        abstract boolean isCoded(FieldType type);

        @Override
        public DestinationWriter writer(
                WriteRequest request, WriteProfile profile, Connection connection, SqlTable table) {
            return new SqlMutation.Writer(new SqlMutation.Place(request, profile, connection, table)) {
                @Override
                public Optional<Object> converted(FieldType from, Object value, FieldType column) {
                    return super.converted(from, value, column).map(right -> isCoded(from) ? coded(right) : right);
                }
            };
        }
    }

    /** Binds texts so. */
    public static final class SqlOfTexts extends SqlCoded {
        @Override
        boolean isCoded(FieldType type) {
            return type == FieldType.TEXT;
        }
    }

    /** Binds JSON so. */
    public static final class SqlOfJson extends SqlCoded {
        @Override
        boolean isCoded(FieldType type) {
            return type == FieldType.JSON;
        }
    }
}
