package dev.sluice.tck.mutant;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.WrappedFixture;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Wrong fixtures, specs and profiles. */
final class SpecMutants {
    private SpecMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(fixtures(), specs(), profiles());
    }

    private static List<Mutant> fixtures() {
        return List.of(
                Mutant.ofFixture(
                        "has a fixture that never starts a new space",
                        "0.01 0.02 10.01? 10.02 11.01 13.02 13.03 13.04 3.05 4.01 4.03 4.04 4.06 4.07 4.09 4.10 4.11 "
                                + "4.12 4.13 4.14 4.15 4.16 5.01 5.02 5.03 5.04 5.05 5.06 5.07 5.08 5.15 6.01 6.02 6.03 6.04 6.05 "
                                + "6.06 6.07 6.08 6.09 6.10 6.11 6.12 6.13 6.14 6.15 7.01 7.04 7.05 7.08 8.01 8.05 8.06 8.07 8.08 "
                                + "9.04 9.05 1.07 11.12 13.06 3.20? 4.19 6.16 6.17 7.10 7.14 8.16 8.19 9.11",
                        () -> new WrappedFixture() {
                            private boolean begun;

                            @Override
                            public void isolate() {
                                if (!begun) {
                                    super.isolate();
                                    // So that the result does not depend on the order of the rules.
                                    seed(
                                            List.of("id"),
                                            List.of(Row.of(
                                                    RowSchema.of(new Field("id", FieldType.TEXT)),
                                                    "of an earlier run")));
                                }
                                begun = true;
                            }
                        }),
                Mutant.ofFixture(
                        "has a fixture that cannot read accents",
                        "0.02 6.04 6.13 6.15 9.11",
                        () -> new WrappedFixture() {
                            @Override
                            public Map<String, Map<String, String>> readAll() {
                                Map<String, Map<String, String>> all = super.readAll();
                                all.values()
                                        .forEach(record ->
                                                record.replaceAll((name, text) -> text.replace('\u00eb', '?')));
                                return all;
                            }
                        }),
                Mutant.ofFixture(
                        "has a fixture without settings that the target refuses", "0.03", () -> new WrappedFixture() {
                            @Override
                            public List<BrokenSettings> brokenSettings() {
                                return super.brokenSettings().stream()
                                        .filter(BrokenSettings::invalid)
                                        .toList();
                            }
                        }));
    }

    private static List<Mutant> specs() {
        AtomicInteger instances = new AtomicInteger();
        return List.of(
                Mutant.of("accepts null in check", "1.07", () -> new MemoryDestination() {
                    @Override
                    public CheckReport check(@Nullable CheckRequest request, CheckObserver observer) {
                        return request == null ? new CheckReport(List.of()) : super.check(request, observer);
                    }
                }),
                Mutant.of("has a different spec in each instance", "1.01", () -> {
                    int number = instances.incrementAndGet();
                    return Mutation.spec(spec -> version(spec, "1." + number)).get();
                }),
                Mutant.of(
                        "has a different spec each time",
                        "1.01 1.02",
                        Mutation.spec(spec -> version(spec, "1." + instances.incrementAndGet()))),
                Mutant.of(
                        "has a schema that allows any setting",
                        "1.03 1.04 1.05 13.01 2.05 3.09 3.10 3.12 3.13 3.16 3.20 3.21 7.03 9.01 9.02 9.03 9.06 9.08 9.09 "
                                + "13.06 3.19 9.12 9.13 9.14",
                        Mutation.configSchema(schema ->
                                schema.replace("\"additionalProperties\": false", "\"additionalProperties\": true"))),
                Mutant.of(
                        "has a schema with alternatives",
                        "1.03 1.04 1.05 13.01 2.05 3.09 3.10 3.12 3.13 3.16 3.20 3.21 7.03 9.01 9.02 9.03 9.06 9.08 9.09 "
                                + "13.06 3.19 9.12 9.13 9.14",
                        Mutation.configSchema(schema -> schema.replace(
                                "\"title\": \"Server\"", "\"oneOf\": [{\"minLength\": 1}], \"title\": \"Server\""))),
                Mutant.of(
                        "has a schema that is not JSON",
                        "1.03 1.04 1.05 13.01 2.05 3.09 3.10 3.12 3.13 3.16 3.20 3.21 7.03 9.01 9.02 9.03 9.06 9.08 9.09 "
                                + "13.06 3.19 9.12 9.13 9.14",
                        Mutation.configSchema(schema -> schema.replace("}}", "}"))),
                Mutant.of(
                        "has settings without a description",
                        "1.03 1.04 1.05 13.01 2.05 3.09 3.10 3.12 3.13 3.16 3.20 3.21 7.03 9.01 9.02 9.03 9.06 9.08 9.09 "
                                + "13.06 3.19 9.12 9.13 9.14",
                        Mutation.configSchema(schema -> schema.replace("\"title\": \"Server\",", ""))),
                Mutant.of(
                        "uses a setting that its schema lacks",
                        "1.04 1.05 3.10",
                        Mutation.configSchema(schema -> schema.replace("\"server\"", "\"host\""))),
                Mutant.of(
                        "maps a URL scheme to a setting that does not exist",
                        "1.04",
                        Mutation.spec(spec ->
                                spec.toBuilder().urlScheme("memory", "url").build())),
                Mutant.of(
                        "marks no secret",
                        "1.05",
                        Mutation.configSchema(schema ->
                                schema.replace("\"writeOnly\": true, \"format\": \"password\"", "\"minLength\": 1"))),
                Mutant.of(
                        "marks a secret with one of the two marks",
                        "1.05",
                        Mutation.configSchema(schema -> schema.replace(", \"format\": \"password\"", ""))),
                Mutant.of("supports a mode that it does not declare", "1.06", () -> new MemoryDestination() {
                    @Override
                    public boolean supports(SyncMode mode) {
                        return !mode.isAudience() || mode == SyncMode.AUDIENCE_MIRROR;
                    }
                }),
                Mutant.of("supports null", "1.06", () -> new MemoryDestination() {
                    @Override
                    public boolean supports(@Nullable SyncMode mode) {
                        return mode != null && !mode.isAudience();
                    }
                }));
    }

    private static DestinationSpec version(DestinationSpec spec, String version) {
        return spec.toBuilder().version(version).build();
    }

    private static List<Mutant> profiles() {
        AtomicInteger calls = new AtomicInteger();
        return List.of(
                Mutant.of("fails without a primary key", "3.07", () -> new MemoryDestination() {
                    @Override
                    public WriteProfile profile(WriteRequest request) {
                        if (request.primaryKey().isEmpty()) {
                            throw new IllegalArgumentException("no primary key");
                        }
                        return super.profile(request);
                    }
                }),
                Mutant.of(
                        "has a different profile each time",
                        "3.01 3.12 3.13 8.08 3.18",
                        Mutation.profiles((request, right) ->
                                profile(right, right.identity(), right.target(), "cells " + calls.incrementAndGet()))),
                Mutant.of(
                        "uses the first field as the identity",
                        "10.01? 10.02 11.01 11.02 11.04 11.07 11.09 11.10 13.02 13.03 13.04 3.01 4.01 4.02 4.03 4.04 "
                                + "4.06 4.07 4.09 4.10 4.11 4.12 4.13 4.14 4.15 4.16 4.18 5.01 5.02 5.03 5.04 5.07 5.08 5.15 6.01 "
                                + "6.02 6.03 6.04 6.05 6.06 6.07 6.08 6.09 6.10 6.11 6.12 6.13 6.14 6.15 7.01 7.02 7.04 7.05 7.08 "
                                + "8.01 8.04 8.05 8.06 8.07 8.08 9.04 9.05 11.12 13.06 4.19 6.16 6.17 7.10 7.13 7.14 8.16 8.18 "
                                + "8.19 9.11",
                        Mutation.profiles((request, right) -> profile(
                                right,
                                List.of(request.schema()
                                        .field(request.schema().size() - 1)
                                        .name()),
                                right.target(),
                                right.rendering()))),
                Mutant.of("connects to validate settings", "3.02 3.13 7.06 13.06", () -> new MemoryDestination() {
                    @Override
                    public WriteProfile profile(WriteRequest request) {
                        WriteProfile right = super.profile(request);
                        connect(request.config());
                        return right;
                    }
                }),
                Mutant.of(
                        "accepts any settings",
                        "2.03 2.11 2.12 3.03 3.08 3.09 3.10 3.11 3.21 8.08 9.02 9.06 8.19",
                        () -> new MemoryDestination() {
                            @Override
                            public void validate(DestinationConfig config, DestinationConfig target) {}
                        }),
                Mutant.of(
                        "reports invalid settings as a defect",
                        "2.11 2.12 3.03 3.08 3.09 3.10 3.11 3.21",
                        () -> new MemoryDestination() {
                            @Override
                            public void validate(DestinationConfig config, DestinationConfig target) {
                                try {
                                    super.validate(config, target);
                                } catch (DestinationException e) {
                                    throw DestinationException.of(ErrorDetail.of(
                                            e.detail().code(),
                                            ErrorCategory.INTERNAL,
                                            "The settings are wrong.",
                                            e.detail().remedy(),
                                            false));
                                }
                            }
                        }),
                Mutant.of("accepts any mode", "3.04", () -> new MemoryDestination() {
                    @Override
                    public void requireMode(SyncMode mode) {}
                }),
                Mutant.of("refuses a mode with an exception of the JDK", "3.04", () -> new MemoryDestination() {
                    @Override
                    public void requireMode(SyncMode mode) {
                        if (mode.isAudience()) {
                            throw new UnsupportedOperationException(mode.name());
                        }
                    }
                }),
                Mutant.of("has one target for all tables", "16.08 3.05 3.15", () -> new MemoryDestination() {
                    @Override
                    public String target(DestinationConfig target) {
                        return "memory";
                    }
                }),
                Mutant.of(
                        "declares that UPDATE creates",
                        "10.01? 10.02 3.06 4.15 5.03 6.15 13.06",
                        Mutation.declares(
                                (mode, right) -> Mutation.saying(right, right.existing(), WriteProfile.Absent.CREATE))),
                Mutant.of(
                        "declares that UPSERT skips",
                        "10.02 3.06 4.11 4.14 4.15 5.01 6.01 10.01? 13.06 7.13",
                        Mutation.declares((mode, right) -> Mutation.saying(
                                right,
                                mode == SyncMode.UPSERT ? WriteProfile.Existing.SKIP : right.existing(),
                                right.absent()))));
    }

    private static WriteProfile profile(WriteProfile right, List<String> identity, String target, String rendering) {
        return right.toBuilder()
                .identity(identity)
                .target(target)
                .rendering(rendering)
                .build();
    }
}
