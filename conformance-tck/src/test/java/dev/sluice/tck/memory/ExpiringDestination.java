package dev.sluice.tck.memory;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reference destination, with records that may expire by a field of their rows. Mutants override its methods. */
public class ExpiringDestination extends MemoryDestination {
    static final String BY = "expire_by";

    @Override
    public String targetSchema() {
        return super.targetSchema()
                .replace(
                        "\"properties\": {",
                        "\"properties\": {\"expire_by\": {\"type\": \"string\", \"title\": \"Expire by\","
                                + " \"description\": \"The field that says when a record expires.\"},");
    }

    @Override
    public Set<String> targetSettings() {
        return Set.of("table", "texts", BY);
    }

    @Override
    public void validate(DestinationConfig config, DestinationConfig target) {
        super.validate(config, target);
        if (!(target.value(BY).orElse("") instanceof String)) {
            throw DestinationException.configuration(
                    List.of(ErrorDetail.setting("/target/expire_by", "is not a text", "Name a field.")));
        }
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        WriteProfile right = super.profile(request);
        return request.target()
                .value(BY)
                .map(field -> right.toBuilder()
                        .expiry(Expiry.inField(String.valueOf(field)))
                        .build())
                .orElse(right);
    }

    /** How long a record has left whose field has this value. */
    public Duration left(Object value, Instant now) {
        return value instanceof Long seconds
                ? Duration.ofSeconds(seconds)
                : Duration.between(
                        now, value instanceof Instant then ? then : ((LocalDateTime) value).toInstant(ZoneOffset.UTC));
    }

    /** What becomes of the time that a record had left, if its new row says nothing. */
    public Optional<Duration> kept(@Nullable Duration before) {
        return Optional.empty();
    }

    @Override
    public DestinationWriter open(Place at) {
        return new Writer(at) {
            private Optional<Duration> next = Optional.empty();

            @Override
            public Outcome put(String identity, Row row) {
                next = profile.expiry() instanceof Expiry.InField field
                                && row.schema().has(field.field())
                        ? Optional.ofNullable(row.value(field.field())).map(value -> left(value, Instant.now()))
                        : Optional.empty();
                return super.put(identity, row);
            }

            @Override
            public void expire(String identity) {
                MemoryServer.INSTANCE
                        .expiries(table)
                        .compute(
                                identity,
                                (name, before) -> next.or(() -> kept(before)).orElse(null));
            }
        };
    }
}
