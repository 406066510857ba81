package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.BrokenSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The list of codes, compared with the errors that are met. */
abstract class CodeRules extends CancelRules {
    /**
     * A code has the category that {@code errors()} lists, wherever it is met: in rejected rows, in settings that are refused, in failed
     * checks and for a user of limited rights. Asked because hosts explain a code, and choose an exit code, by the listed category. Does not
     * apply when the list is empty. On failure correct the entry of the code in the message.
     */
    @Test
    public final void capability_r7_12_codesHaveTheirCategory() {
        Map<String, ErrorCategory> listed = new TreeMap<>();
        ErrorCode.COMMON.forEach(
                error -> listed.put(error.code(), error.detail().category()));
        List<ErrorCode> own = destination.errors();
        own.forEach(error -> listed.put(error.code(), error.detail().category()));
        assumeTrue(!own.isEmpty(), "not applicable: the destination lists no codes");
        List<ErrorDetail> met = new ArrayList<>();
        inEachRowMode(mode -> met.addAll(rejections(mode)));
        SyncMode mode = rowModeOrSkip();
        List<BrokenSettings> broken = new ArrayList<>(fixture.brokenSettings());
        fixture.limited().ifPresent(broken::add);
        for (BrokenSettings settings : broken) {
            met.addAll(refusals(settings, mode));
        }
        for (ErrorDetail error : met) {
            if (listed.containsKey(error.code())) {
                assertThat(error.category())
                        .as("category of %s, where errors() lists %s", error.code(), listed.get(error.code()))
                        .isEqualTo(listed.get(error.code()));
            }
        }
    }

    /** The errors of rows that are refused in a mode. */
    private List<ErrorDetail> rejections(SyncMode mode) {
        List<Change> batch = new ArrayList<>(List.of(set(Row.of(PEOPLE, null, "nobody", 0L))));
        if (!isSnapshot(mode)) {
            batch.add(remove(3));
        }
        if (mode == SyncMode.UPSERT) {
            refusedChange().ifPresent(batch::add);
        }
        BatchResult result = write(request(mode), batch);
        List<ErrorDetail> errors = new ArrayList<>();
        for (int i = 0; i < result.size(); i++) {
            if (result.outcome(i) instanceof Outcome.Rejected rejected) {
                errors.add(rejected.error());
            }
        }
        return errors;
    }

    /** The errors with which a check and a write of settings fail. */
    private List<ErrorDetail> refusals(BrokenSettings settings, SyncMode mode) {
        List<ErrorDetail> errors = new ArrayList<>();
        check(settings.config(), settings.target())
                .firstFailure()
                .flatMap(step -> step.result().error())
                .ifPresent(errors::add);
        Throwable thrown = catchThrowable(
                () -> open(request(settings.config(), settings.target(), mode)).close());
        if (thrown instanceof DestinationException refusal) {
            errors.add(refusal.detail());
            errors.addAll(refusal.problems());
        }
        return errors;
    }
}
