package dev.sluice.redis.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.port.Payload;
import dev.sluice.spi.Row;
import java.util.Arrays;
import java.util.List;

/** A record that is the text of one field. */
final class TextRecord implements RecordFormat {
    private final String field;

    TextRecord(String field) {
        this.field = field;
    }

    @Override
    public String command() {
        return "GET";
    }

    @Override
    public List<String> fields(Row row) {
        return List.of(field);
    }

    @Override
    public Comparison compare(Payload expected, Object actual) {
        if (!(actual instanceof byte[] found)) {
            return Comparison.FOREIGN;
        }
        boolean equal = Arrays.equals(((Payload.Text) expected).bytes(), found);
        return Comparison.of(equal ? List.of() : List.of(field), new String(found, UTF_8));
    }
}
