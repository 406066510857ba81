package dev.sluice.tck.rule;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.support.JvmDefaults;
import dev.sluice.tck.support.StateDiff;
import dev.sluice.tck.support.StoredState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What each mode does with existing and absent records. */
abstract class ModeRules extends WriteRules {
    private static final String EXPIRES = "expires";
    private static final Duration HOUR = Duration.ofHours(1);

    /** More values than some targets take in a statement. */
    private static final int MANY = 2_101;

    private static final RowSchema OLD = RowSchema.of(
            new Field("id", FieldType.INTEGER), new Field("name", FieldType.TEXT), new Field("since", FieldType.TEXT));

    /**
     * UPSERT creates absent records and treats existing records as the profile says. Asked because the host's state is wrong if the profile
     * is wrong. Does not apply when UPSERT is not declared. On failure compare {@code existing} and {@code absent} of the profile with what
     * the target does.
     */
    @Test
    public final void capability_r5_01_upsertCreatesAndOverwrites() {
        assertMode(SyncMode.UPSERT);
    }

    /**
     * INSERT creates absent records and treats existing records as the profile says. Asked because destinations differ in INSERT, so the
     * profile has to say what happens. Does not apply when INSERT is not declared. On failure look whether an existing record is kept,
     * merged or overwritten, and at its outcome.
     */
    @Test
    public final void capability_r5_02_insertCreatesAndFollowsTheProfile() {
        assertMode(SyncMode.INSERT);
    }

    /**
     * UPDATE creates nothing, reports absent records as SKIPPED, and treats existing records as the profile says. Asked because an unwanted
     * record does more harm than a missing one. Does not apply when UPDATE is not declared. On failure look for a write that creates the
     * record if it is absent.
     */
    @Test
    public final void capability_r5_03_updateCreatesNothing() {
        assertMode(SyncMode.UPDATE);
    }

    /**
     * MIRROR writes added and changed rows as the profile says. Asked because the target has to become equal to the source. Does not apply
     * when MIRROR is not declared. On failure see UPSERT, rule 5.01.
     */
    @Test
    public final void capability_r5_04_mirrorWritesAddedAndChangedRows() {
        assertMode(SyncMode.MIRROR);
    }

    /**
     * MIRROR, or another mode that writes and removes, removes a record by its identity alone and keeps all others, also those whose identities begin with the removed one or look
     * like a pattern that matches it. Asked because the source no longer has the row. Does not apply when no declared mode writes
     * and removes, or the first such mode takes snapshots. On failure look for fields that a removal does not have, and for removal by prefix or pattern.
     */
    @Test
    public final void capability_r5_05_mirrorRemovesByIdentityAlone() {
        SyncMode mode = removingMode();
        List<Row> neighbours = List.of(text("10"), text("11"), text("1:0"), text("1%"), text("a"), text("01"));
        List<String> patterns = List.of("*", "?", "_", "%", "[a-z]");
        seed(neighbours);
        seed(List.of(text("1")));
        seed(patterns.stream().map(RuleBase::text).toList());
        List<Change> removals = new ArrayList<>(List.of(remove(1)));
        patterns.forEach(pattern ->
                removals.add(new Change.Remove(Row.of(RowSchema.of(new Field("id", FieldType.TEXT)), pattern))));
        assertAllWritten("removals", write(mode, removals.toArray(Change[]::new)));
        assertState("after 1 and " + patterns + " were removed", neighbours);
    }

    /**
     * Removing an absent record is WRITTEN. Asked because a host may repeat a removal. Does not apply when no declared mode writes
     * and removes, or the first such mode takes snapshots. On failure look for code that uses the number of removed records.
     */
    @Test
    public final void capability_r5_06_mirrorRemovesAbsentRecords() {
        SyncMode mode = removingMode();
        seed(person(2));
        assertAllWritten("removal of an absent record", write(mode, remove(1), remove(1)));
        assertState("after an absent record was removed", person(2));
    }

    /**
     * A record exists after a removal and a write of it, and is absent after a write and a removal. Asked because batches contain both.
     * Does not apply when no declared mode writes and removes, or the
     * first such mode takes snapshots. On failure look for removals and writes that are sent separately.
     */
    @Test
    public final void capability_r5_07_mirrorKeepsTheOrderOfRemovalsAndWrites() {
        SyncMode mode = removingMode();
        seed(person(1, "old"));
        BatchResult result =
                write(mode, remove(1), set(person(1, "new")), set(person(2)), remove(2), set(person(3)), remove(4));
        assertAllWritten("mixed batch", result);
        assertState("after a mixed batch", person(1, "new"), person(3));
    }

    /**
     * A batch of removals that is larger than the preferred size, or of 2,101, removes every named record and no other. Asked because a source may lose
     * many rows at once. Does not apply when no declared mode writes and removes, or the
     * first such mode takes snapshots. On failure look for a limit of the target on the
     * number of keys in a request.
     */
    @Test
    public final void capability_r5_08_mirrorRemovesManyAtOnce() {
        SyncMode mode = removingMode();
        int count = profile(mode).preferredBatch() + 1;
        seed(people(1, count + 1L));
        assertRemoved(mode, count);
        if (count < MANY) {
            isolate();
            assertAllWritten("records to remove", write(request(mode), sets(people(1, MANY + 1L))));
            assertRemoved(mode, MANY);
        }
    }

    /** Removes all records but the last one. */
    private void assertRemoved(SyncMode mode, int count) {
        List<Change> removals = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            removals.add(remove(id));
        }
        assertAllWritten("removals", write(request(mode), removals));
        assertState("after " + count + " of " + (count + 1) + " records were removed", person(count + 1L));
    }

    /**
     * An audience mode keeps the general contract: each change has an outcome, a change without identity is rejected alone, and sending a
     * batch twice has the same result as sending it once. Asked because a host uses these modes like any other. Does not apply when no
     * audience mode is declared. On failure look at the outcome in the message, as for the rules on rows.
     */
    @Test
    public final void capability_r5_09_audienceModesKeepTheContract() {
        inEachAudienceMode(mode -> {
            seed(person(1), person(2));
            List<Change> batch = mode.writes()
                    ? List.of(set(person(2)), set(Row.of(PEOPLE, null, "nobody", 0L)), set(person(3)))
                    : List.of(remove(2), new Change.Remove(nobody()), remove(3));
            BatchResult result = write(request(mode), batch);
            assertOutcomes("in " + mode, result, Outcome.Written.class, Outcome.Rejected.class, Outcome.Written.class);
            var once = fixture.readAll();
            assertOutcomes(
                    "of the same batch again in " + mode,
                    write(request(mode), batch),
                    Outcome.Written.class,
                    Outcome.Rejected.class,
                    Outcome.Written.class);
            assertUnchanged("in " + mode + " after the same batch again", once);
        });
    }

    /**
     * AUDIENCE_ADDITIVE adds the members that it is sent and removes none; AUDIENCE_SUBTRACTIVE removes those that it is sent; and
     * AUDIENCE_MIRROR does both. All others stay, also those that no change names, and a removal of a stranger counts as written. The rule
     * compares identities only. Asked because hosts send the difference, not the list. Does not apply when no audience mode is declared. On
     * failure look for a list that is replaced where it has to be changed.
     */
    @Test
    public final void capability_r5_10_audienceModesAddAndRemoveMembers() {
        inEachAudienceMode(mode -> {
            seed(person(1), person(2), person(3));
            Set<String> expected = new TreeSet<>(Set.of("1", "2", "3"));
            List<Change> batch = new ArrayList<>();
            if (mode.removes() && !isSnapshot(mode)) {
                batch.addAll(List.of(remove(2), remove(9)));
                expected.remove("2");
            }
            if (mode.writes()) {
                batch.addAll(List.of(set(person(3, "changed")), set(person(4))));
                expected.add("4");
            }
            assertAllWritten("in " + mode, write(request(mode), batch));
            assertThat(new TreeSet<>(fixture.readAll().keySet()))
                    .as("members in %s, of 1, 2 and 3, after %s", mode, batch)
                    .isEqualTo(expected);
        });
    }

    /**
     * AUDIENCE_SUBTRACTIVE rejects a write, neither adds nor changes a member for it, and removes what else it is sent. Asked because a
     * mistake of the host must not add members to a list from which it only removes. Does not apply when AUDIENCE_SUBTRACTIVE is not
     * declared. On failure look at what a writer does with a {@link Change.Write} in this mode.
     */
    @Test
    public final void capability_r5_13_subtractingWritesNobody() {
        SyncMode mode = SyncMode.AUDIENCE_SUBTRACTIVE;
        assumeMode(mode);
        seed(person(1), person(2));
        BatchResult result = write(mode, set(person(1, "changed")), remove(2), set(person(3)));
        assertOutcomes(
                "of writes and a removal in " + mode,
                result,
                Outcome.Rejected.class,
                Outcome.Written.class,
                Outcome.Rejected.class);
        assertState("after writes and a removal in " + mode, person(1));
    }

    /**
     * Where settings choose the field that names a record, the profile has it as its identity, and a record is found by this field alone: a
     * row that shares another field with a second record changes the first one only, and a removal has this field only. Asked because
     * lists match members by an email or a phone. Does not apply when the fixture has no such settings. On failure look for a search by
     * the primary key, or by any field that fits.
     */
    @Test
    public final void capability_r5_14_recordsAreFoundByTheChosenField() {
        List<String> fields =
                List.copyOf(new TreeSet<>(fixture.targetsByIdentity().keySet()));
        assumeTrue(fields.size() > 1, "not applicable: the fixture has no settings that choose the identity");
        RowSchema schema = RowSchema.of(Stream.concat(fields.stream(), Stream.of("name"))
                .map(field -> new Field(field, FieldType.TEXT))
                .toList());
        SyncMode mode = rewritingMode();
        for (String field : fields) {
            isolate();
            key = List.of(field);
            String other = fields.stream()
                    .filter(name -> !name.equals(field))
                    .findFirst()
                    .orElseThrow();
            WriteRequest request = new WriteRequest(
                    fixture.config(),
                    requireNonNull(fixture.targetsByIdentity().get(field)),
                    mode,
                    schema,
                    List.of(other));
            assertThat(destination.profile(request).identity())
                    .as("identity where the settings choose %s", field)
                    .isEqualTo(List.of(field));
            Row ada = contact(schema, field, "ada", "ada");
            Row bob = contact(schema, field, "bob", "bob");
            Row moved = contact(schema, field, "ada", "bob");
            assertAllWritten("new records", write(request, List.of(set(ada), set(bob))));
            assertAllWritten("a record with a field of another one", write(request, List.of(set(moved))));
            assertRecords(field, "after a row that shares another field with a second record", moved, bob);
            if (mode.removes() && !isSnapshot(mode)) {
                Row gone = Row.of(RowSchema.of(new Field(field, FieldType.TEXT)), field + " of bob");
                assertAllWritten("a removal", write(request, List.of(new Change.Remove(gone))));
                assertRecords(field, "after a removal", moved);
            }
        }
    }

    /**
     * Under each field that the settings can choose, texts that differ in case or blanks alone name distinct records. Asked because identities
     * stay distinct whatever field holds them. Does not apply when the fixture has no settings that choose the identity. On failure look for
     * an email or a name that is trimmed or put in lower case before it is compared.
     */
    @Test
    public final void capability_r5_16_chosenIdentitiesStayDistinct() {
        Set<String> fields = fixture.targetsByIdentity().keySet();
        assumeTrue(!fields.isEmpty(), "not applicable: the fixture has no settings that choose the identity");
        SyncMode mode = writingMode();
        for (String field : new TreeSet<>(fields)) {
            isolate();
            key = List.of(field);
            RowSchema schema = RowSchema.of(new Field(field, FieldType.TEXT), new Field("name", FieldType.TEXT));
            List<Row> rows = Stream.of(
                            "Ann@example.com",
                            "ann@example.com",
                            "ann@example.com ",
                            " ann@example.com",
                            "+1 5",
                            "+15",
                            "15")
                    .map(text -> Row.of(schema, text, "name of " + text))
                    .toList();
            WriteRequest request = new WriteRequest(
                    fixture.config(), requireNonNull(fixture.targetsByIdentity().get(field)), mode, schema, key);
            BatchResult result = write(request, sets(rows));
            List<Row> written = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                if (result.outcome(i) instanceof Outcome.Written) {
                    written.add(rows.get(i));
                }
            }
            assertThat(written).as("rows that are written, by %s", field).isNotEmpty();
            assertRecords(field, "which differ in case or blanks", written.toArray(Row[]::new));
        }
    }

    /** A row whose identity is of one person, and whose other fields are of another one. */
    private static Row contact(RowSchema schema, String identity, String whose, String others) {
        return Row.of(
                schema,
                schema.names().stream()
                        .map(field -> field + " of " + (field.equals(identity) ? whose : others))
                        .toArray());
    }

    private void assertRecords(String identity, String when, Row... rows) {
        StateDiff.assertEqual(
                "records named by " + identity + ", " + when,
                StoredState.of(fixture, List.of(rows), List.of(identity)),
                StoredState.read(fixture, List.of(rows), List.of(identity)));
    }

    private static Row nobody() {
        return Row.of(RowSchema.of(new Field("id", FieldType.INTEGER)), new Object[] {null});
    }

    /**
     * If the profile names an expiry, every written record expires within that time, whether it was created or overwritten. Asked because
     * the host writes unchanged rows again before that time. Does not apply when the profile names no expiry; untested when the fixture
     * cannot read expiries. On failure look for a write that keeps the earlier expiry of a record, or sets none.
     */
    @Test
    public final void capability_r5_11_writtenRecordsExpire() {
        if (!(profile(writingMode()).expiry() instanceof Expiry.After after)) {
            throw new TestAbortedException("not applicable: the profile names no expiry");
        }
        Duration expiry = after.time();
        inEachRowMode(mode -> {
            seed(person(1, "old"));
            BatchResult result = write(mode, set(person(1)), set(person(2)));
            Map<String, Duration> left = expiries();
            for (int i = 0; i < result.size(); i++) {
                if (result.outcome(i) instanceof Outcome.Written) {
                    assertExpires(left, String.valueOf(i + 1));
                    assertThat(left.get(String.valueOf(i + 1)))
                            .as("time left of record %d, written in %s with an expiry of %s", i + 1, mode, expiry)
                            .isGreaterThan(after.shortest().dividedBy(2))
                            .isLessThanOrEqualTo(expiry);
                }
            }
        });
    }

    /**
     * If the profile names no expiry, created records stay. Asked because the host does not write a record again that vanishes
     * unexpectedly. Does not apply when the profile names an expiry; untested when the fixture cannot read expiries. On failure look for a
     * default expiry of the target.
     */
    @Test
    public final void capability_r5_12_recordsStayWithoutAnExpiry() {
        SyncMode mode = writingMode();
        assumeTrue(profile(mode).expiry() == Expiry.NONE, "not applicable: the profile names an expiry");
        assertAllWritten("new records", write(request(mode), sets(people(1, 3))));
        assertThat(expiries()).as("records that expire").isEmpty();
    }

    /**
     * Where settings let records expire by a field of their rows, the profile says so, and each record expires then: an INTEGER is seconds
     * from the write; an INSTANT, or a TIMESTAMP in UTC whatever the default time zone, is the moment itself. A later row replaces the
     * moment, and one with a null removes it, unless the settings have another expiry. Asked because records of which consent ends have to
     * vanish. Does not apply when the fixture has no such settings; untested when it cannot read expiries. On failure look at units and time
     * zones.
     */
    @Test
    public final void capability_r5_17_recordsExpireByTheirField() {
        assumeTrue(
                fixture.targetExpiringBy(EXPIRES).isPresent(),
                "not applicable: the fixture has no settings by which records expire by a field");
        SyncMode mode = rewritingMode();
        boolean otherwise = profile(mode).expiry() instanceof Expiry.After
                || (profile(mode).expiry() instanceof Expiry.InField field
                        && field.otherwise().isPresent());
        for (FieldType type : List.of(FieldType.INTEGER, FieldType.INSTANT, FieldType.TIMESTAMP)) {
            JvmDefaults.run("de-CH", "Asia/Kolkata", () -> {
                isolate();
                new ExpiringBy(mode, type).check(otherwise);
            });
        }
    }

    /** Writes rows with a field of one type that says when they expire. */
    private final class ExpiringBy {
        private final SyncMode mode;
        private final FieldType type;
        private final RowSchema schema;
        private final WriteRequest request;

        ExpiringBy(SyncMode mode, FieldType type) {
            this.mode = mode;
            this.type = type;
            this.schema = RowSchema.of(
                    new Field("id", FieldType.INTEGER), new Field("name", FieldType.TEXT), new Field(EXPIRES, type));
            this.request = new WriteRequest(
                    fixture.config(), fixture.targetExpiringBy(EXPIRES).orElseThrow(), mode, schema, KEY);
        }

        private Row row(long id, @Nullable Duration left) {
            return Row.of(schema, id, "name " + id, left == null ? null : value(left));
        }

        private Object value(Duration left) {
            Instant then = Instant.now().plus(left);
            return type == FieldType.INTEGER
                    ? (Object) left.toSeconds()
                    : type == FieldType.INSTANT ? then : LocalDateTime.ofInstant(then, ZoneOffset.UTC);
        }

        /** The other settings may have another expiry, for rows with a null. */
        private Expiry byField() {
            return otherwiseIn(profile(mode).expiry())
                    .map(time -> Expiry.inField(EXPIRES, time))
                    .orElseGet(() -> Expiry.inField(EXPIRES))
                    .shortenedBy(shortenedBy());
        }

        private int shortenedBy() {
            Expiry expiry = profile(mode).expiry();
            return expiry instanceof Expiry.InField field
                    ? field.shortenedBy()
                    : expiry instanceof Expiry.After after ? after.shortenedBy() : 0;
        }

        private Optional<Duration> otherwiseIn(Expiry expiry) {
            if (expiry instanceof Expiry.InField field) {
                return field.otherwise();
            }
            return expiry instanceof Expiry.After after ? Optional.of(after.time()) : Optional.empty();
        }

        void check(boolean otherwise) {
            assertThat(destination.profile(request).expiry())
                    .as("expiry where records expire by the field %s of type %s", EXPIRES, type)
                    .isEqualTo(byField());
            assertAllWritten(
                    "rows that say when they expire",
                    write(request, List.of(set(row(1, HOUR)), set(row(2, HOUR)), set(row(3, null)))));
            assertLeft("1", HOUR);
            assertLeft("2", HOUR);
            Duration later = HOUR.multipliedBy(5);
            assertAllWritten(
                    "rows that say anew when they expire",
                    write(request, List.of(set(row(1, later)), set(row(2, null)))));
            assertLeft("1", later);
            otherwiseIn(byField()).ifPresent(time -> {
                assertLeft("2", time);
                assertLeft("3", time);
            });
            if (!otherwise) {
                assertThat(expiries().keySet())
                        .as("records that expire, of which 2 and 3 have a null in the field of type %s", type)
                        .isEqualTo(Set.of("1"));
            }
        }

        private void assertLeft(String name, Duration expected) {
            Map<String, Duration> left = expiries();
            assertExpires(left, name);
            assertThat(left.get(name))
                    .as("time left of record %s, whose field of type %s says %s", name, type, expected)
                    .isBetween(
                            expected.multipliedBy(100 - shortenedBy())
                                    .dividedBy(100)
                                    .multipliedBy(4)
                                    .dividedBy(5),
                            expected.plusMinutes(1));
        }
    }

    private static void assertExpires(Map<String, Duration> left, String name) {
        assertThat(left)
                .as(
                        "records that expire, each with the time that it has left; record %s was written with an expiry",
                        name)
                .containsKey(name);
    }

    /**
     * A row that equals its record is written, in each declared mode that overwrites. Asked because a host writes such rows again after a
     * doubt, and counts what is skipped. On failure look for the number of records that the target has changed.
     */
    @Test
    public final void required_r5_15_equalRowsAreWritten() {
        inEachRowMode(mode -> {
            if (overwrites(mode)) {
                seed(person(1), person(2));
                assertAllWritten(
                        "rows that equal their records in " + mode, write(mode, set(person(1)), set(person(2))));
                assertState("in " + mode + " after rows that equal their records", person(1), person(2));
            }
        });
    }

    private Map<String, Duration> expiries() {
        return fixture.expiries().orElseThrow(() -> untested("the fixture cannot read expiries"));
    }

    private void inEachAudienceMode(Consumer<SyncMode> rule) {
        List<SyncMode> modes = Stream.of(SyncMode.values())
                .filter(mode -> mode.isAudience() && spec().modes().contains(mode))
                .toList();
        assumeTrue(!modes.isEmpty(), "not applicable: the spec declares no audience mode");
        for (SyncMode mode : modes) {
            isolate();
            rule.accept(mode);
        }
    }

    private void assertMode(SyncMode mode) {
        assumeMode(mode);
        Row there = Row.of(OLD, 1L, "old", "2020");
        seed(List.of(there, person(3)));
        BatchResult result = write(mode, set(person(1, "new")), set(person(2)), set(person(4)));
        WriteProfile profile = profile(mode);
        List<Row> expected = new ArrayList<>(List.of(person(3)));
        Class<?> existing = switch (profile.existing()) {
            case OVERWRITE -> {
                expected.add(person(1, "new"));
                yield Outcome.Written.class;
            }
            case MERGE -> {
                expected.add(StoredState.merge(there, person(1, "new")));
                yield Outcome.Written.class;
            }
            case SKIP -> {
                expected.add(there);
                yield Outcome.Skipped.class;
            }
        };
        Class<?> absent = switch (profile.absent()) {
            case CREATE -> {
                expected.addAll(List.of(person(2), person(4)));
                yield Outcome.Written.class;
            }
            case SKIP -> Outcome.Skipped.class;
        };
        assertState("after " + mode + " of an existing and two absent records", expected);
        assertOutcomes("of an existing and two absent records in " + mode, result, existing, absent, absent);
    }
}
