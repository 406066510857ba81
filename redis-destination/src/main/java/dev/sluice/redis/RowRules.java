package dev.sluice.redis;

import dev.sluice.redis.config.KeyTemplate;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the settings of a run ask of its rows: their key, and the type of their expiry. */
final class RowRules {
    private static final Set<FieldType> SECONDS = Set.of(FieldType.INTEGER, FieldType.BIG_INTEGER);
    private static final Set<FieldType> MOMENTS = Set.of(FieldType.INSTANT, FieldType.TIMESTAMP);

    private final WriteRequest request;
    private final List<ErrorDetail> problems = new ArrayList<>();

    private RowRules(WriteRequest request) {
        this.request = request;
    }

    /**
     * What is wrong with a request beside its settings.
     *
     * @param settings empty if they are wrong themselves
     */
    static List<ErrorDetail> problems(WriteRequest request, Optional<RedisSettings> settings) {
        RowRules rules = new RowRules(request);
        rules.requireKey();
        settings.ifPresent(valid -> {
            valid.keyTemplate().ifPresent(rules::requireSameKey);
            valid.ttlField().ifPresent(rules::requireExpiry);
            rules.requireUseOfJitter(valid);
        });
        return rules.problems;
    }

    private void requireKey() {
        if (request.primaryKey().isEmpty()
                && request.target().value("key_field").isEmpty()
                && request.target().value("key_template").isEmpty()) {
            add(
                    "/target/key_field",
                    "There is no key field and no primary key, so rows have no key.",
                    "Set key_field or key_template, or give the sync a primary key.");
        }
    }

    private void requireSameKey(KeyTemplate template) {
        if (!request.primaryKey().isEmpty()
                && !Set.copyOf(request.primaryKey()).equals(Set.copyOf(template.fields()))) {
            add(
                    "/target/key_template",
                    "'key_template' names the fields " + String.join(", ", template.identity())
                            + ", and the primary key of the sync is " + String.join(", ", request.primaryKey()) + ".",
                    "Name the same fields in both, or leave the primary key out.");
        }
    }

    private void requireExpiry(String field) {
        type(field)
                .filter(type -> !SECONDS.contains(type) && !MOMENTS.contains(type))
                .ifPresent(type -> {
                    add(
                            "/target/ttl_field",
                            "'ttl_field' names the field '" + field + "', which is of type " + type + ".",
                            "Give it a whole number of seconds, an instant, or a timestamp in UTC: convert it in the source or in the mapping.");
                });
    }

    private void requireUseOfJitter(RedisSettings settings) {
        boolean seconds = settings.ttl().kind() == Ttl.Kind.EXPIRES
                || settings.ttlField()
                        .filter(field -> type(field).filter(MOMENTS::contains).isEmpty())
                        .isPresent();
        if (settings.ttlJitterPercent() > 0 && !seconds) {
            add(
                    "/config/ttl_jitter_percent",
                    "'ttl_jitter_percent' shortens expiries in seconds, and no record has one.",
                    "Set ttl_seconds, or a ttl_field of seconds; or remove ttl_jitter_percent.");
        }
    }

    /** The type of a field, if the request knows it. */
    private Optional<FieldType> type(String field) {
        int position = request.schema().indexOf(field);
        return position < 0
                ? Optional.empty()
                : Optional.of(request.schema().field(position).type());
    }

    private void add(String pointer, String message, String remedy) {
        problems.add(ErrorDetail.setting(pointer, message, remedy));
    }
}
