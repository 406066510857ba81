package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.support.SampleValues;
import dev.sluice.tck.support.StateDiff;
import dev.sluice.tck.support.Urls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Settings, derived from the schemas of the spec: what is refused, and what the target follows. */
abstract class SettingsRules extends ProfileRules {
    private static final String UNKNOWN = "setting_that_no_schema_has";
    private static final String CANARY = "canary-value-of-a-setting";

    /**
     * A setting that no schema has is refused, in the settings of the connection and in those of the sync, and the problem names it. Asked
     * because a misspelled setting is otherwise ignored without a word. On failure look for settings that are read one by one, without a look
     * at the rest; {@link dev.sluice.spi.SettingsSchema} finds them.
     */
    @Test
    public final void required_r3_08_unknownSettingsAreRefused() {
        assertProblem("config", UNKNOWN, fixture.config().with(UNKNOWN, "x"), fixture.target());
        assertProblem("target", UNKNOWN, fixture.config(), fixture.target().with(UNKNOWN, "x"));
    }

    /**
     * A setting of another type than its schema says is refused, with a problem that names it and does not repeat its value. Asked because
     * hosts pass on what users type, and a problem is displayed. On failure look for {@code toString} and casts where settings are read, and
     * for messages that quote a value.
     */
    @Test
    public final void required_r3_09_wrongTypesAreRefused() {
        for (String name : configSchema().names()) {
            assertWrongType(
                    "config",
                    name,
                    fixture.config().with(name, wrong(configSchema().type(name))));
        }
        for (String name : targetSchema().names()) {
            assertWrongType(
                    "target",
                    name,
                    fixture.target().with(name, wrong(targetSchema().type(name))));
        }
    }

    /**
     * Without a setting that its schema requires the rest is refused, and the problem names what is missing. Asked because forms leave
     * fields empty. On failure look for a setting that is required in the schema only, or has a default that the schema does not tell.
     */
    @Test
    public final void required_r3_10_missingSettingsAreRefused() {
        for (String name : configSchema().required()) {
            assertProblem("config", name, without(fixture.config(), name), fixture.target());
        }
        for (String name : targetSchema().required()) {
            assertProblem("target", name, fixture.config(), without(fixture.target(), name));
        }
    }

    /**
     * Two wrong settings, one of the connection and one of the sync, are both among the problems, and so are two of the connection. Asked
     * because users correct a form once. On failure look for a validation that throws at the first problem.
     */
    @Test
    public final void required_r3_11_everyProblemIsTold() {
        DestinationException refusal = refused(
                "two wrong settings",
                fixture.config().with(UNKNOWN, "x").with(UNKNOWN + "_either", "x"),
                fixture.target().with(UNKNOWN, "x"));
        assertThat(pointers(refusal))
                .as("problems of two settings of the connection and one of the sync that do not exist")
                .contains("/config/" + UNKNOWN, "/config/" + UNKNOWN + "_either", "/target/" + UNKNOWN);
    }

    /**
     * A setting that is set to the default of its schema has the same profile as one that is not set, in each declared mode. The rule tries
     * those that the fixture does not set. Asked because forms send the defaults
     * that they show. On failure look for a default that is written down twice.
     */
    @Test
    public final void required_r3_12_theDefaultIsTheOneThatIsUsed() {
        for (String name : configSchema().names()) {
            if (fixture.config().value(name).isEmpty()) {
                configSchema()
                        .fallback(name)
                        .ifPresent(value -> assertSame(name, fixture.config().with(name, value), fixture.target()));
            }
        }
        for (String name : targetSchema().names()) {
            if (fixture.target().value(name).isEmpty()) {
                targetSchema()
                        .fallback(name)
                        .ifPresent(value -> assertSame(
                                name, fixture.config(), fixture.target().with(name, value)));
            }
        }
    }

    private void assertSame(String name, DestinationConfig config, DestinationConfig target) {
        for (SyncMode mode : rowModes()) {
            assertThat(destination.profile(request(config, target, mode)))
                    .as("profile in %s with the default of %s", mode, name)
                    .isEqualTo(profile(mode));
        }
    }

    /**
     * The target, the rendering and the record type in the profile stay the same when a secret changes, the password in a URL included. Asked
     * because the host would take a rotated password for another target and forget its state, or write or remove every record. Does not apply
     * when no setting of the fixture is secret. On failure make them of what leads to the records and of how rows are stored, not of the
     * settings as they are.
     */
    @Test
    public final void capability_r3_13_theTargetIgnoresSecrets() {
        var mode = rowModeOrSkip();
        WriteProfile before = profile(mode);
        List<String> secrets = configSchema().secrets().stream()
                .filter(name -> fixture.config().value(name).isPresent())
                .toList();
        assumeTrue(!secrets.isEmpty(), "not applicable: no setting of the fixture is secret");
        for (String name : secrets) {
            String value = String.valueOf(fixture.config().value(name).orElseThrow());
            Optional<String> other =
                    value.contains("://") ? Urls.withPassword(value, "another") : Optional.of(value + "x");
            if (other.isPresent()) {
                WriteProfile after =
                        destination.profile(request(fixture.config().with(name, other.get()), fixture.target(), mode));
                assertThat(after.target())
                        .as("target after the secret in %s has changed", name)
                        .isEqualTo(before.target());
                assertThat(after.rendering())
                        .as("rendering after the secret in %s has changed", name)
                        .isEqualTo(before.rendering());
                assertThat(after.recordType())
                        .as("record type after the secret in %s has changed", name)
                        .isEqualTo(before.recordType());
            }
        }
    }

    /**
     * The target in the profile is another one when the port of a URL changes, or its last part, such as a database or a directory, provided
     * that such a URL is valid. Asked because the host would take the state of one target for that of another. Does not apply when no setting
     * of the fixture is a URL. On failure make the target of everything that leads to the records.
     */
    @Test
    public final void capability_r3_14_theTargetFollowsTheUrl() {
        var mode = rowModeOrSkip();
        String before = profile(mode).target();
        int tried = 0;
        for (Map.Entry<String, Object> setting : fixture.config().values().entrySet()) {
            for (String other : Urls.elsewhere(String.valueOf(setting.getValue()))) {
                tried++;
                WriteRequest request = request(fixture.config().with(setting.getKey(), other), fixture.target(), mode);
                try {
                    assertThat(destination.profile(request).target())
                            .as("target after another port or part in the URL of %s", setting.getKey())
                            .isNotEqualTo(before);
                } catch (DestinationException e) {
                    assertThat(e.detail().category())
                            .as("category of the refusal of another URL in %s", setting.getKey())
                            .isEqualTo(ErrorCategory.CONFIGURATION);
                }
            }
        }
        assumeTrue(tried > 0, "not applicable: no setting of the fixture is a URL");
    }

    /**
     * Where settings of a sync give the target of the space, a row that is written with them goes to the space. The rule changes the case of
     * each text, or its end. Asked because the host would take the state of one target for that of another. On failure look for names that
     * are changed to lower case, or cut, where the target is made.
     */
    @Test
    public final void required_r3_15_equalTargetsHoldTheSameRecords() {
        SyncMode mode = writingMode();
        long id = 1;
        for (String name : fixture.target().values().keySet()) {
            if (fixture.target().value(name).orElseThrow() instanceof String text) {
                for (String other : List.of(otherCase(text), text + "x")) {
                    assertSameRecords(mode, name, fixture.target().with(name, other), person(id++));
                }
            }
        }
    }

    private void assertSameRecords(SyncMode mode, String name, DestinationConfig changed, Row row) {
        WriteRequest request = request(fixture.config(), changed, mode);
        Outcome outcome;
        try {
            if (!destination.profile(request).target().equals(profile(mode).target())) {
                return;
            }
            outcome = write(request, List.of(set(row))).outcome(0);
        } catch (DestinationException e) {
            assertThat(e.detail().category())
                    .as(
                            "category of the refusal of another text in %s: %s",
                            name, e.detail().code())
                    .isNotEqualTo(ErrorCategory.INTERNAL);
            return;
        }
        if (outcome instanceof Outcome.Written) {
            assertThat(fixture.readAll().keySet())
                    .as("records of the space, after a row was written with another %s and the same target", name)
                    .contains(name(row));
        }
    }

    /**
     * Where settings leave the target, the rendering and the record type of the profile as they are, rows of every type are stored in the same
     * way. The rule tries each value of a flag and of a list of texts, one setting at a time, and looks at nothing where the target refuses
     * such a setting. Asked because the host writes again only what has changed: records would stay as the settings of earlier runs stored
     * them. On failure make the rendering of every setting that changes how a row is stored, and the record type of those after which one type
     * cannot be written over another.
     */
    @Test
    public final void required_r3_16_equalRenderingsStoreRowsAlike() {
        SyncMode mode = writingMode();
        List<Row> rows = rowsOfEveryType();
        Map<String, Map<String, String>> usual = stored(mode, rows, fixture.config(), fixture.target());
        for (String name : configSchema().names()) {
            for (Object value : configSchema().choices(name)) {
                assertStoredAlike(
                        mode, rows, usual, name, () -> fixture.config().with(name, value), fixture::target);
            }
        }
        for (String name : targetSchema().names()) {
            for (Object value : targetSchema().choices(name)) {
                assertStoredAlike(
                        mode,
                        rows,
                        usual,
                        name,
                        fixture::config,
                        () -> fixture.target().with(name, value));
            }
        }
    }

    /**
     * Values that a schema forbids are refused, with a problem that names the setting: a text that is not among the choices, and a number
     * below the least or above the greatest. Asked because hosts show what a schema says, and a value beyond it was never tried. On failure
     * look for bounds and choices that are in the schema alone; {@link dev.sluice.spi.Setting} checks them.
     */
    @Test
    public final void required_r3_21_valuesBeyondTheSchemaAreRefused() {
        for (String name : configSchema().names()) {
            for (Object value : configSchema().forbidden(name)) {
                assertProblem("config", name, fixture.config().with(name, value), fixture.target());
            }
        }
        for (String name : targetSchema().names()) {
            for (Object value : targetSchema().forbidden(name)) {
                assertProblem("target", name, fixture.config(), fixture.target().with(name, value));
            }
        }
    }

    /**
     * The target in the profile is the same in each declared mode, and for rows of other fields. Asked because the host forgets its state of
     * a target when the target is another, and a user may change the mode of a sync, or add a column to its source. On failure leave
     * the mode and the fields out of the target.
     */
    @Test
    public final void required_r3_22_theTargetIsThatOfEveryRun() {
        SyncMode first = rowModeOrSkip();
        String target = profile(first).target();
        for (SyncMode mode : SyncMode.values()) {
            if (spec().modes().contains(mode)) {
                assertThat(profile(mode).target())
                        .as("target in %s, in %s", mode, first)
                        .isEqualTo(target);
            }
        }
        List<Field> fields = new ArrayList<>(PEOPLE.fields());
        fields.add(new Field("city", FieldType.TEXT));
        assertThat(destination
                        .profile(request(first, RowSchema.of(fields), KEY))
                        .target())
                .as("target of rows with a field more")
                .isEqualTo(target);
    }

    private void assertStoredAlike(
            SyncMode mode,
            List<Row> rows,
            Map<String, Map<String, String>> usual,
            String name,
            Supplier<DestinationConfig> config,
            Supplier<DestinationConfig> target) {
        isolate();
        try {
            WriteProfile before = destination.profile(request(fixture.config(), fixture.target(), mode));
            WriteProfile after = destination.profile(request(config.get(), target.get(), mode));
            if (sameRecords(before).equals(sameRecords(after))) {
                StateDiff.assertEqual(
                        "records with another " + name + ", and the same target, rendering and record type",
                        usual,
                        stored(mode, rows, config.get(), target.get()));
            }
        } catch (DestinationException e) {
            assertThat(e.detail().category())
                    .as(
                            "category of the refusal of another value of %s: %s",
                            name, e.detail().code())
                    .isNotEqualTo(ErrorCategory.INTERNAL);
        }
    }

    /** What a host compares before it takes a record for unchanged. */
    private static List<Object> sameRecords(WriteProfile profile) {
        return List.of(
                profile.target(), profile.rendering(), profile.recordType(), profile.identity(), profile.absent());
    }

    /** The records of the space after rows were written to it. */
    private Map<String, Map<String, String>> stored(
            SyncMode mode, List<Row> rows, DestinationConfig config, DestinationConfig target) {
        write(new WriteRequest(config, target, mode, union(rows), KEY), sets(rows));
        return fixture.readAll();
    }

    /** A row for each of the first values of each type, and one with a null. */
    private static List<Row> rowsOfEveryType() {
        List<Row> rows = new ArrayList<>();
        for (FieldType type : FieldType.values()) {
            RowSchema schema = RowSchema.of(
                    new Field("id", FieldType.INTEGER),
                    new Field("of_" + type.name().toLowerCase(Locale.ROOT), type));
            for (Object value : SampleValues.of(type, 1).subList(0, type == FieldType.TEXT ? 3 : 2)) {
                rows.add(Row.of(schema, (long) rows.size(), value));
            }
        }
        rows.add(person(rows.size(), "Some Name"));
        rows.add(Row.of(PEOPLE, (long) rows.size(), null, 5L));
        return rows;
    }

    /** The text in upper case; in lower case, if it is in upper case. */
    static String otherCase(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return upper.equals(text) ? text.toLowerCase(Locale.ROOT) : upper;
    }

    private static Object wrong(String type) {
        return type.equals("string") ? (Object) 7L : CANARY;
    }

    private void assertWrongType(String part, String name, DestinationConfig changed) {
        DestinationException refusal = part.equals("config")
                ? assertProblem(part, name, changed, fixture.target())
                : assertProblem(part, name, fixture.config(), changed);
        assertThat(refusal.problems().toString() + refusal.detail())
                .as("problems of %s with a value of another type", name)
                .doesNotContain(CANARY);
    }

    private DestinationException assertProblem(
            String part, String name, DestinationConfig config, DestinationConfig target) {
        DestinationException refusal = refused(name, config, target);
        assertThat(pointers(refusal))
                .as("JSON Pointers of the problems when %s is wrong or missing", name)
                .contains("/" + part + "/" + name);
        return refusal;
    }

    private DestinationException refused(String what, DestinationConfig config, DestinationConfig target) {
        WriteRequest request = request(config, target, rowModeOrSkip());
        DestinationException refusal = assertThrown(
                "profile with a wrong or missing " + what, catchThrowable(() -> destination.profile(request)));
        assertThat(refusal.detail().category())
                .as("category of a wrong or missing %s", what)
                .isEqualTo(ErrorCategory.CONFIGURATION);
        return refusal;
    }

    private static List<String> pointers(DestinationException refusal) {
        return refusal.problems().stream()
                .map(ErrorDetail::pointer)
                .flatMap(Optional::stream)
                .toList();
    }

    private static DestinationConfig without(DestinationConfig config, String name) {
        Map<String, Object> values = new TreeMap<>(config.values());
        values.remove(name);
        return DestinationConfig.of(values);
    }
}
