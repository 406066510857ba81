package dev.sluice.host.report;

import dev.sluice.host.failure.ErrorJson;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * The rows of a run that were not written, one JSON object a line:
 *
 * <pre>{@code
 * {"run":"01KB…","time":"2026-11-24T12:00:00Z","outcome":"rejected","code":"KEY_EMPTY","category":"DATA","message":"…","remedy":"…",
 *  "retryable":false,"at":{},"row":17,"key":{"user_id":null},"values":{"user_id":null,"email":"ana@example.com","score":0.5}}
 * }</pre>
 *
 * <p>{@code outcome} is {@code rejected} or {@code indeterminate}. {@code values} are the mapped fields: booleans, numbers with all their
 * digits and nulls as such, nested values as JSON, everything else as its canonical text. Of a row that could not be read they
 * are what could be read of it, a value that is not of its type as text; where its fields could not be told apart, it has neither
 * {@code values} nor a {@code key}. A removal has {@code "remove"} with the fields of the identity in place of {@code row}, {@code key} and
 * {@code values}.
 *
 * <p>The file contains values of rows, so only its owner may read it. Each run has a file of its own, which its first dead letter creates;
 * files of runs that are more than 30 days old are deleted at the start. Safe for use by several threads. Every method throws {@link HostFailure#DEAD_LETTERS_UNWRITABLE} if the file cannot be written.
 */
public final class DeadLetters implements AutoCloseable {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    private static final ObjectWriteContext LINES = new ObjectWriteContext.Base() {};

    private static final Duration KEPT = Duration.ofDays(30);

    private final Path file;
    private final boolean kept;
    private final String run;
    private final List<String> key;
    private final Clock clock;
    private @Nullable Writer writer;
    private boolean closed;

    /**
     * Of a run; deletes what has been kept long enough.
     *
     * @param directory the files of one sync's runs
     * @param run id of the run, and the name of its file
     * @param key names of the fields that identify a record
     */
    public DeadLetters(Path directory, String run, List<String> key, Clock clock) {
        this(directory.resolve(run + ".ndjson"), true, run, key, clock);
        deleteOld(directory);
    }

    private DeadLetters(Path file, boolean kept, String run, List<String> key, Clock clock) {
        this.file = file;
        this.kept = kept;
        this.run = run;
        this.key = List.copyOf(key);
        this.clock = clock;
    }

    /** Where they cannot be kept: takes them and keeps none. */
    public static DeadLetters none() {
        DeadLetters none = new DeadLetters(Path.of(""), false, "", List.of(), Clock.systemUTC());
        none.writer = Writer.nullWriter();
        return none;
    }

    private void deleteOld(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        FileTime oldest = FileTime.from(clock.instant().minus(KEPT));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.ndjson")) {
            for (Path old : files) {
                if (Files.getLastModifiedTime(old).compareTo(oldest) < 0) {
                    Files.delete(old);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw unwritable();
        }
    }

    /**
     * Adds a row.
     *
     * @param outcome {@code rejected} or {@code indeterminate}
     * @param row its values; null if none could be read
     */
    public synchronized void row(long number, String outcome, ErrorDetail error, @Nullable Row row) {
        try (JsonGenerator json = begin(outcome, error)) {
            json.writeNumberProperty("row", number);
            if (row != null) {
                json.writeName("key");
                values(json, row, key::contains);
                json.writeName("values");
                values(json, row, field -> true);
            }
            json.writeEndObject();
        } catch (JacksonException e) {
            throw unwritable();
        }
        endLine();
    }

    /**
     * Adds a removal.
     *
     * @param identity the fields that name the record
     */
    public synchronized void removal(String outcome, ErrorDetail error, Row identity) {
        try (JsonGenerator json = begin(outcome, error)) {
            json.writeName("remove");
            values(json, identity, field -> true);
            json.writeEndObject();
        } catch (JacksonException e) {
            throw unwritable();
        }
        endLine();
    }

    /** The file, if there is anything in it. */
    public synchronized Optional<Path> file() {
        return kept && writer != null ? Optional.of(file) : Optional.empty();
    }

    private JsonGenerator begin(String outcome, ErrorDetail error) {
        JsonGenerator json = JSON.createGenerator(LINES, open());
        json.writeStartObject();
        json.writeStringProperty("run", run);
        json.writeStringProperty(
                "time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        json.writeStringProperty("outcome", outcome);
        ErrorJson.write(json, error);
        return json;
    }

    /** Without the cause, which might quote a value. */
    private HostException unwritable() {
        return HostFailure.DEAD_LETTERS_UNWRITABLE
                .exception("The file of rejected rows, " + file + ", cannot be written.")
                .at("file", file.toString());
    }

    private static void values(JsonGenerator json, Row row, Predicate<String> wanted) {
        json.writeStartObject();
        for (int i = 0; i < row.size(); i++) {
            Field field = row.schema().field(i);
            if (!wanted.test(field.name())) {
                continue;
            }
            json.writeName(field.name());
            Object value = row.value(i);
            if (value == null) {
                json.writeNull();
            } else {
                value(json, field, value);
            }
        }
        json.writeEndObject();
    }

    private static void value(JsonGenerator json, Field field, Object value) {
        switch (field.type()) {
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case INTEGER -> json.writeNumber((Long) value);
            case BIG_INTEGER -> json.writeNumber((BigInteger) value);
            case DECIMAL -> decimal(json, (BigDecimal) value);
            case FLOAT, DOUBLE -> floating(json, field, value);
            case JSON -> nested(json, (String) value);
            case TEXT, DATE, TIME, TIMESTAMP, INSTANT, UUID, BYTES ->
                json.writeString(field.type().format(value));
        }
    }

    /** On one line; as text what is no strict JSON, for that may be why the row was rejected. */
    private static void nested(JsonGenerator json, String text) {
        StringWriter compact = new StringWriter(text.length());
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text);
                JsonGenerator copy = JSON.createGenerator(LINES, compact)) {
            copyValue(parser, copy);
        } catch (JacksonException e) {
            json.writeString(text);
            return;
        }
        json.writeRawValue(compact.toString());
    }

    /** Copies the only value there is; numbers keep their digits. */
    private static void copyValue(JsonParser parser, JsonGenerator copy) {
        int depth = 0;
        do {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new StreamReadException(parser, "there is no value");
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token.isNumeric()) {
                copy.writeNumber(parser.getString());
            } else {
                copy.copyCurrentEvent(parser);
            }
        } while (depth > 0);
        if (parser.nextToken() != null) {
            throw new StreamReadException(parser, "there is more than one value");
        }
    }

    private static void decimal(JsonGenerator json, BigDecimal value) {
        if (Math.abs((long) value.scale()) > 1_000) {
            // Without an exponent it might have as many digits as the exponent says.
            json.writeNumber(value.toString());
        } else {
            json.writeNumber(value);
        }
    }

    private static void floating(JsonGenerator json, Field field, Object value) {
        String text = field.type().format(value);
        if (Double.isFinite(((Number) value).doubleValue())) {
            json.writeNumber(text);
        } else {
            json.writeString(text);
        }
    }

    private Writer open() {
        Writer open = writer;
        if (open == null) {
            try {
                Path directory = file.toAbsolutePath().getParent();
                if (directory != null) {
                    OwnerOnly.createDirectories(directory);
                }
                // Half a surrogate pair is no character: it is written as one that stands for what cannot be read.
                open = new OutputStreamWriter(
                        OwnerOnly.createFile(file),
                        StandardCharsets.UTF_8
                                .newEncoder()
                                .onMalformedInput(CodingErrorAction.REPLACE)
                                .replaceWith("\uFFFD".getBytes(StandardCharsets.UTF_8)));
                writer = open;
            } catch (IOException e) {
                throw unwritable();
            }
        }
        return open;
    }

    private void endLine() {
        try {
            open().write('\n');
        } catch (IOException e) {
            throw unwritable();
        }
    }

    /** Flushes and closes the file. Idempotent. */
    @Override
    public synchronized void close() {
        if (writer != null && !closed) {
            closed = true;
            try {
                writer.close();
            } catch (IOException e) {
                throw unwritable();
            }
        }
    }
}
