package dev.sluice.tck.mutant;

import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.SettingsSchema;
import dev.sluice.spi.WriteProfile;
import dev.sluice.tck.sql.SqlDestination;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** What destinations of a typed table get wrong in their settings and profiles. */
final class SqlSettingsMutants {
    private SqlSettingsMutants() {}

    static List<Mutant> all() {
        return settings();
    }

    private interface Validation {
        List<ErrorDetail> problems(DestinationConfig config, List<ErrorDetail> right);
    }

    private static Supplier<Destination> validates(Validation ofConnection, Validation ofSync) {
        return () -> new SqlDestination() {
            @Override
            public void validate(DestinationConfig config, DestinationConfig target) {
                SettingsSchema.require(
                        ofConnection.problems(config, problems(config)),
                        ofSync.problems(target, targets().problems(target)));
            }
        };
    }

    private static List<ErrorDetail> without(List<ErrorDetail> problems, String message) {
        return problems.stream()
                .filter(problem -> !problem.message().startsWith(message))
                .toList();
    }

    private static Supplier<Destination> targets(Function<SqlDestination, Function<DestinationConfig, String>> made) {
        return () -> new SqlDestination() {
            @Override
            public String target(DestinationConfig config, DestinationConfig target) {
                return made.apply(this).apply(config) + " "
                        + target.value("table").orElse("");
            }
        };
    }

    /** A profile in which something changes with the password. */
    private static Mutant ofPassword(String name, BiFunction<WriteProfile, String, WriteProfile.Builder> change) {
        return Mutant.ofSql(
                name,
                "3.13",
                SqlMutation.profiles((request, right) -> change.apply(
                                right,
                                Integer.toHexString(
                                        request.config().value("password").hashCode()))
                        .build()));
    }

    private static List<Mutant> settings() {
        return List.of(
                Mutant.ofSql(
                        "ignores unknown settings of its connection",
                        "2.12 3.03 3.08 3.11 2.03 2.11 8.08 8.19 9.02 9.06",
                        validates((config, right) -> without(right, "is unknown"), (target, right) -> right)),
                Mutant.ofSql(
                        "ignores unknown settings of its sync",
                        "2.12 3.08 3.11",
                        validates((config, right) -> right, (target, right) -> without(right, "is unknown"))),
                Mutant.ofSql(
                        "takes a text for a number or a flag",
                        "3.09",
                        validates(
                                (config, right) -> without(without(right, "is not a whole"), "is not true"),
                                (target, right) -> right)),
                Mutant.ofSql(
                        "quotes a wrong value",
                        "3.09",
                        validates(
                                (config, right) -> right.stream()
                                        .map(problem -> ErrorDetail.setting(
                                                problem.pointer().orElse(""),
                                                problem.message() + ": "
                                                        + config.value(problem.pointer()
                                                                        .orElse("/config/")
                                                                        .substring(8))
                                                                .orElse(""),
                                                problem.remedy()))
                                        .toList(),
                                (target, right) -> right)),
                Mutant.ofSql(
                        "needs no user, against its schema",
                        "3.10",
                        validates((config, right) -> without(right, "is missing"), (target, right) -> right)),
                Mutant.ofSql(
                        "needs no table, against its schema",
                        "3.10",
                        validates((config, right) -> right, (target, right) -> without(right, "is missing"))),
                Mutant.ofSql(
                        "tells one problem only",
                        "3.11",
                        validates((config, right) -> right.stream().limit(1).toList(), (target, right) -> right)),
                Mutant.ofSql("looks at the sync only when the connection is right", "3.11", () -> new SqlDestination() {
                    @Override
                    public void validate(DestinationConfig config, DestinationConfig target) {
                        SettingsSchema.require(problems(config));
                        SettingsSchema.require(targets().problems(target));
                    }
                }),
                Mutant.ofSql(
                        "has a target that follows a setting only where it is set",
                        "3.12 3.20",
                        targets(right -> config -> config.value("url").orElse("") + " "
                                + config.value("compressed").orElse(""))),
                Mutant.ofSql("uses another default than it tells", "3.12 3.20", () -> new SqlDestination() {
                    @Override
                    public String target(DestinationConfig config, DestinationConfig target) {
                        return super.target(config, target)
                                + config.value("compressed").orElse(true);
                    }
                }),
                Mutant.ofSql(
                        "has a target that changes with the password",
                        "3.13",
                        targets(right -> config -> config.value("url").orElse("")
                                + " "
                                + Integer.toHexString(config.value("password").hashCode()))),
                Mutant.ofSql(
                        "leaves the database out of the target",
                        "3.14",
                        targets(right -> config ->
                                String.valueOf(config.value("url").orElse("")).replaceFirst("/[a-z]+$", ""))),
                Mutant.ofSql(
                        "leaves the port out of the target",
                        "3.14",
                        targets(right -> config ->
                                String.valueOf(config.value("url").orElse("")).replaceFirst(":[0-9]+/", "/"))),
                ofPassword(
                        "writes every row again after the password has changed",
                        (right, password) -> right.toBuilder().rendering(right.rendering() + password)),
                ofPassword(
                        "removes every record after the password has changed",
                        (right, password) -> right.toBuilder().recordType(password)),
                Mutant.ofSql(
                        "has one rendering, trimmed or not",
                        "3.16",
                        SqlMutation.profiles((request, right) ->
                                right.toBuilder().rendering("columns").build())),
                Mutant.ofSql(
                        "stores what it compresses in another way",
                        "3.16",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public Optional<Object> converted(FieldType from, Object value, FieldType column) {
                                return super.converted(from, value, column)
                                        .map(right -> request.config()
                                                                .value("compressed")
                                                                .equals(Optional.of(true))
                                                        && right instanceof String text
                                                ? text.toLowerCase(Locale.ROOT)
                                                : right);
                            }
                        })),
                Mutant.ofSql("has one target for tables of other case", "3.15", () -> new SqlDestination() {
                    @Override
                    public String target(DestinationConfig config, DestinationConfig target) {
                        return super.target(config, target).toLowerCase(Locale.ROOT);
                    }
                }),
                Mutant.ofSql("has one target for tables with the same number", "3.15", () -> new SqlDestination() {
                    @Override
                    public String target(DestinationConfig config, DestinationConfig target) {
                        return super.target(config, target).replaceFirst("[^0-9]+$", "");
                    }
                }));
    }
}
