package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.definition.Guards;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What keeps a run from writing, and a mirror from removing. */
class GuardedRunTest extends EngineScenario {
    @Test
    void aMirrorRefusesAnEmptySource() {
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        assertThatThrownBy(() -> run(SyncMode.MIRROR, new FakeSource()))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo("SOURCE_EMPTY"));
        assertThat(destination.records).hasSize(3);
    }

    @Test
    void aMirrorRemovesNothingWhenItDoesNotKnowEveryKey() {
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        for (FakeSource source : List.of(
                new FakeSource().row("k0", "a").unreadable(),
                new FakeSource().row("k0", "a").row(" ", "x"))) {
            SyncReport report = run(SyncMode.MIRROR, source);
            assertThat(report.rows().rejected()).isEqualTo(1);
            assertThat(report.removals()).isEqualTo(SyncReport.Removals.NONE);
            assertThat(report.warnings()).singleElement().asString().contains("2 records");
            assertThat(destination.records).hasSize(3);
        }
        limit = OptionalLong.of(1);
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        assertThat(destination.records).hasSize(3);
        limit = OptionalLong.empty();
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        assertThat(destination.records).hasSize(1);
    }

    @Test
    void aRowThatIsRejectedForAValueKeepsItsRecordAndOthersAreRemoved() {
        run(SyncMode.MIRROR, FakeSource.of(4, "a"));
        SyncReport report = run(
                SyncMode.MIRROR,
                new FakeSource().row("k0", "b").rejected("k1", "30.2.").rejected("k9", "new"));
        assertThat(report.rows().rejected()).isEqualTo(2);
        assertThat(report.removals().removed()).as("k2 and k3").isEqualTo(2);
        assertThat(report.warnings()).isEmpty();
        assertThat(destination.records).hasSize(2).containsEntry("k0", "k0|b").containsEntry("k1", "k1|a");
        assertThat(run(SyncMode.MIRROR, new FakeSource().row("k0", "b").row("k1", "a"))
                        .rows()
                        .unchanged())
                .isEqualTo(2);
    }

    @Test
    void aKeyThatIsNotOfItsTypeOrOfNoKnownTypeIsNotTakenForOneThatWasRead() {
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        FakeSource otherType = new FakeSource().row("k0", "a");
        otherType.records.add(new SourceRecord.Unreadable(
                2,
                FakeSource.UNREADABLE,
                Row.of(RowSchema.of(new Field("id", FieldType.INTEGER), new Field("value", FieldType.TEXT)), 7L, "a")));
        FakeSource schemaless = new FakeSource().row("k0", "a").rejected("k1", "30.2.");
        schemaless.schema = Optional.empty();
        for (FakeSource source :
                List.of(otherType, schemaless, new FakeSource().row("k0", "a").rejected(null, "a"))) {
            assertThat(run(SyncMode.MIRROR, source).removals()).isEqualTo(SyncReport.Removals.NONE);
            assertThat(destination.records).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncMode.class,
            names = {"UPSERT", "MIRROR"})
    void moreRowsThanMayBeRejectedEndTheRun(SyncMode mode) {
        run(mode, FakeSource.of(5, "a"));
        guards = errors(OptionalLong.of(1), OptionalInt.empty());
        FakeSource source = FakeSource.of(2, "b").rejected("k7", "30.2.").row("k3", "b");
        assertThat(run(mode, source).failure()).as("one may be").isEmpty();

        SyncReport report = run(mode, FakeSource.of(2, "c").rejected("k7", "x").rejected("k8", "x"));
        assertThat(report.failure()).hasValueSatisfying(error -> {
            assertThat(error.category()).isEqualTo(ErrorCategory.GUARD);
            assertThat(error.message()).contains("2 rows", "1 may be (max_errors)");
            assertThat(error.remedy()).contains("--max-errors");
        });
        assertThat(report.rows().rejected()).isEqualTo(2);
        assertThat(report.deadLetters()).isPresent();
        if (mode == SyncMode.MIRROR) {
            assertThat(report.rows().written())
                    .as("a mirror is judged before its first write")
                    .isZero();
            assertThat(destination.records).containsEntry("k0", "k0|b");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncMode.class,
            names = {"UPSERT", "MIRROR"})
    void whatTheDestinationRejectsEndsTheRunInTheMiddle(SyncMode mode) {
        guards = errors(OptionalLong.of(0), OptionalInt.empty());
        destination.answer =
                change -> "k3".equals(change.row().value("id")) ? Outcome.rejected(FakeDestination.ERROR) : null;
        SyncReport report = run(mode, FakeSource.of(50_000, "a"));
        assertThat(report.failure())
                .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo("TOO_MANY_ERRORS"));
        assertThat(report.rows().rejected()).isEqualTo(1);
        assertThat(report.rows().written()).isLessThan(40_000);
        assertThat(report.removals().removed()).isZero();
    }

    @Test
    void aShareOfTheRowsIsJudgedOnceItTellsSomethingAndAtTheEnd() {
        guards = errors(OptionalLong.empty(), OptionalInt.of(10));
        FakeSource few = new FakeSource().rejected("x", "x");
        for (int i = 0; i < 9; i++) {
            few = few.row("k" + i, "a");
        }
        assertThat(run(SyncMode.UPSERT, few).failure()).as("a tenth").isEmpty();
        SyncReport all = run(SyncMode.UPSERT, new FakeSource().row("k1", "a").rejected("x", "x"));
        assertThat(all.failure())
                .hasValueSatisfying(
                        error -> assertThat(error.message()).contains("A row was rejected", "10 % of the 2"));
    }

    @Test
    void aSourceThatChangesBetweenThePassesEndsTheRun() {
        FakeSource source = FakeSource.of(10, "a");
        source.next = FakeSource.of(10, "b");
        assertThat(run(SyncMode.MIRROR, source).failure())
                .get()
                .extracting(ErrorDetail::code)
                .isEqualTo("SOURCE_CHANGED");
        FakeSource shorter = FakeSource.of(10, "a");
        shorter.next = FakeSource.of(9, "a");
        assertThat(run(SyncMode.MIRROR, shorter).failure())
                .get()
                .extracting(ErrorDetail::code)
                .isEqualTo("SOURCE_CHANGED");
    }

    @Test
    void aListThatGrewRemovesNothingAndSaysWhy() {
        run(SyncMode.MIRROR, FakeSource.of(10, "a"));
        FakeSource list = FakeSource.of(9, "b");
        list.list = true;
        list.change = Optional.of("more.csv is new or changed");
        SyncReport report = run(SyncMode.MIRROR, list);
        assertThat(report.failure()).isEmpty();
        assertThat(report.warnings()).anySatisfy(warning -> assertThat(warning).contains("more.csv"));
        assertThat(report.rows().changed()).isEqualTo(9);
        assertThat(destination.records).hasSize(10);
        list.change = Optional.empty();
        assertThat(run(SyncMode.MIRROR, list).removals().removed()).isEqualTo(1);
        assertThat(destination.records).hasSize(9);
    }

    private static Guards errors(OptionalLong most, OptionalInt percent) {
        return new Guards(
                1, OptionalLong.empty(), OptionalInt.of(100), most, percent, Optional.empty(), Guards.OnColumn.WARN);
    }
}
