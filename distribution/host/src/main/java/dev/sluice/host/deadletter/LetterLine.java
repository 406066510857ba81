package dev.sluice.host.deadletter;

import dev.sluice.host.failure.ErrorJson;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.io.Writer;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/** A row that was not written, as one line of JSON in the form that {@link DeadLetters} describes. Immutable. */
public final class LetterLine {
    private final String run;
    private final LetterRules rules;
    private final Clock clock;

    /** @param run id of the run */
    public LetterLine(String run, LetterRules rules, Clock clock) {
        this.run = run;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Writes a row, without the end of its line.
     *
     * @param number the row's number; 0 if it has none, and the line then has none
     * @param row what is known of it; null if nothing is
     * @param identity of the row, if it has one
     * @param sent whether the destination was sent the row, so that it may be sent again
     * @throws JacksonException if the target cannot be written to
     */
    public void row(
            Writer target,
            long number,
            long attempts,
            String outcome,
            ErrorDetail error,
            @Nullable Row row,
            Optional<Identity> identity,
            boolean sent) {
        try (JsonGenerator json = begin(target, outcome, error)) {
            json.writeNumberProperty("attempts", attempts);
            if (number > 0) {
                json.writeNumberProperty("row", number);
            }
            if (row != null) {
                json.writeName("key");
                LetterText.values(json, row, rules.key()::contains);
                identity.ifPresent(named -> LetterText.identity(json, named));
                if (rules.kept() == KeptRow.ROW) {
                    if (sent && identity.isPresent() && LetterText.isExact(row)) {
                        json.writeStringProperty("form", rules.form());
                        LetterText.types(json, row.schema());
                    }
                    json.writeName("values");
                    LetterText.values(json, row, field -> true);
                }
            }
            json.writeEndObject();
        }
    }

    /**
     * Writes a removal, without the end of its line.
     *
     * @param fields that name the record
     * @throws JacksonException if the target cannot be written to
     */
    public void removal(
            Writer target, long attempts, String outcome, ErrorDetail error, Row fields, Optional<Identity> identity) {
        try (JsonGenerator json = begin(target, outcome, error)) {
            json.writeNumberProperty("attempts", attempts);
            identity.ifPresent(record -> LetterText.identity(json, record));
            json.writeName("remove");
            LetterText.values(json, fields, field -> true);
            json.writeEndObject();
        }
    }

    private JsonGenerator begin(Writer target, String outcome, ErrorDetail error) {
        JsonGenerator json = LetterText.JSON.createGenerator(LetterText.LINES, target);
        json.writeStartObject();
        json.writeStringProperty("run", run);
        json.writeStringProperty(
                "time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        json.writeStringProperty("outcome", outcome);
        ErrorJson.write(json, error);
        return json;
    }
}
