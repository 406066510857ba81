package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Validation without I/O, and the profile of a run. */
abstract class ProfileRules extends CheckRules {
    /**
     * A request always has the same profile, and the primary key is its identity. Asked because the host stores its state by the profile.
     * On failure look for clocks, counters and random names in the profile, and for an identity that is not the primary key.
     */
    @Test
    public final void required_r3_01_theProfileIsStable() {
        inEachRowMode(mode -> {
            assertThat(profile(mode)).as("profile of %s", mode).isEqualTo(profile(mode));
            assertThat(profile(mode).identity()).as("identity in %s", mode).isEqualTo(KEY);
        });
    }

    /**
     * Settings that only the target can refuse have a profile. Asked because planning must work without the target. On failure look for
     * connections that {@code profile} opens.
     */
    @Test
    public final void required_r3_02_theProfileNeedsNoTarget() {
        SyncMode mode = rowModeOrSkip();
        for (BrokenSettings broken : refused()) {
            assertThat(catchThrowable(() -> destination.profile(request(broken.config(), broken.target(), mode))))
                    .as("thrown by profile, %s", broken.name())
                    .isNull();
        }
    }

    /**
     * {@code profile} and {@code write} refuse invalid settings with category CONFIGURATION and a list of problems. Asked because a form
     * shows each problem next to its field. On failure look for settings that are validated where they are used instead of all at once, and
     * for a {@code write} that does not validate.
     */
    @Test
    public final void required_r3_03_invalidSettingsAreRefused() {
        SyncMode mode = rowModeOrSkip();
        for (BrokenSettings broken : fixture.brokenSettings()) {
            if (broken.invalid()) {
                WriteRequest request = request(broken.config(), broken.target(), mode);
                assertInvalid("profile, " + broken.name(), catchThrowable(() -> destination.profile(request)));
                assertInvalid(
                        "write, " + broken.name(),
                        catchThrowable(() -> open(request).close()));
            }
        }
    }

    /**
     * {@code profile} and {@code write} refuse every mode that the spec does not declare, audience modes included, with category
     * UNSUPPORTED_MODE, and nothing changes. Asked because a host may request such a mode by mistake. Does not apply when the spec declares
     * every mode. On failure look for a mode that is treated like another.
     */
    @Test
    public final void required_r3_04_undeclaredModesAreRefused() {
        List<SyncMode> undeclared = Stream.of(SyncMode.values())
                .filter(mode -> !spec().modes().contains(mode))
                .toList();
        assumeTrue(!undeclared.isEmpty(), "not applicable: the spec declares every mode");
        seed(person(1));
        Map<String, Map<String, String>> before = fixture.readAll();
        for (SyncMode mode : undeclared) {
            assertUnsupported("profile, " + mode, catchThrowable(() -> profile(mode)));
            assertUnsupported(
                    "write, " + mode, catchThrowable(() -> write(mode, set(person(1, "changed")), set(person(2)))));
        }
        assertUnchanged("after undeclared modes were refused", before);
    }

    /**
     * The target in the profile differs when the settings lead to other records, and is the same for the same settings. Asked because the
     * host keeps one state for each target. On failure make the target depend on every setting that decides where records go, and on
     * nothing else.
     */
    @Test
    public final void required_r3_05_theTargetIdentifiesTheSpace() {
        SyncMode mode = rowModeOrSkip();
        String first = profile(mode).target();
        isolate();
        assertThat(profile(mode).target()).as("target of another space").isNotEqualTo(first);
        assertThat(profile(mode).target())
                .as("target of the same space")
                .isEqualTo(profile(mode).target());
    }

    /**
     * By the profile, UPDATE creates nothing, UPSERT and MIRROR skip nothing, and INSERT creates. Asked because these modes mean that. On
     * failure look at {@code existing} and {@code absent} of the mode in the message.
     */
    @Test
    public final void required_r3_06_theProfileFitsTheMode() {
        inEachRowMode(mode -> {
            WriteProfile profile = profile(mode);
            assertThat(profile.absent())
                    .as("absent records in %s", mode)
                    .isEqualTo(mode == SyncMode.UPDATE ? WriteProfile.Absent.SKIP : WriteProfile.Absent.CREATE);
            if (mode != SyncMode.INSERT) {
                assertThat(profile.existing())
                        .as("existing records in %s", mode)
                        .isNotEqualTo(WriteProfile.Existing.SKIP);
            }
        });
    }

    /**
     * A request without a primary key has a profile if the settings name the key; otherwise it is refused with category CONFIGURATION.
     * Asked because there are sources without a key. On failure look for other exceptions that {@code profile} throws.
     */
    @Test
    public final void required_r3_07_aMissingPrimaryKeyIsHandled() {
        WriteRequest request = request(rowModeOrSkip(), PEOPLE, List.of());
        Throwable thrown = catchThrowable(() -> destination.profile(request));
        if (thrown != null) {
            assertThat(assertThrown("profile without a primary key", thrown)
                            .detail()
                            .category())
                    .as("category without a primary key")
                    .isEqualTo(ErrorCategory.CONFIGURATION);
        }
    }

    final List<BrokenSettings> refused() {
        return fixture.brokenSettings().stream()
                .filter(broken -> !broken.invalid())
                .toList();
    }

    final SyncMode rowModeOrSkip() {
        assumeTrue(!rowModes().isEmpty(), "not applicable: the spec declares no mode that writes rows");
        return rowModes().get(0);
    }

    private static void assertInvalid(String where, @Nullable Throwable thrown) {
        DestinationException refusal = assertThrown(where, thrown);
        assertThat(refusal.detail().category()).as("category, %s", where).isEqualTo(ErrorCategory.CONFIGURATION);
        assertThat(refusal.problems()).as("problems, %s", where).isNotEmpty();
    }

    private static void assertUnsupported(String where, @Nullable Throwable thrown) {
        assertThat(assertThrown(where, thrown).detail().category())
                .as("category, %s", where)
                .isEqualTo(ErrorCategory.UNSUPPORTED_MODE);
    }

    static DestinationException assertThrown(String where, @Nullable Throwable thrown) {
        if (thrown instanceof DestinationException refusal) {
            return refusal;
        }
        throw new AssertionError(
                where + ": expected a DestinationException, got "
                        + (thrown == null ? "none" : thrown.getClass().getName()),
                thrown);
    }
}
