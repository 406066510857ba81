package dev.sluice.host.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SyncDefinitionTest {
    private static SyncDefinition.Builder builder(String name) {
        return SyncDefinition.builder(name, new FakeDestination());
    }

    @Test
    void everyProblemIsToldAtOnce() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> builder("no\nname")
                        .limit(OptionalLong.of(0))
                        .maxRowsPerSecond(OptionalLong.of(0))
                        .guards(new Guards(
                                -1,
                                OptionalLong.of(-1),
                                OptionalInt.of(101),
                                OptionalLong.of(-1),
                                OptionalInt.of(101),
                                Optional.empty(),
                                Guards.OnColumn.WARN))
                        .mapping(List.of("=x", "a=b=c"))
                        .build())
                .satisfies(e -> {
                    assertThat(e.is(HostFailure.DEFINITION_INVALID)).isTrue();
                    assertThat(e.problems())
                            .extracting(ErrorDetail::code)
                            .containsExactly(
                                    "NAME_INVALID",
                                    "KEY_MISSING",
                                    "LIMIT_INVALID",
                                    "RATE_INVALID",
                                    "GUARD_INVALID",
                                    "GUARD_INVALID",
                                    "GUARD_INVALID",
                                    "GUARD_INVALID",
                                    "GUARD_INVALID",
                                    "MAPPING_SYNTAX",
                                    "MAPPING_SYNTAX");
                    assertThat(e.problems())
                            .allSatisfy(problem -> assertThat(problem.remedy()).isNotBlank());
                });
    }

    @Test
    void aSingleProblemIsToldAsItself() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(
                        () -> builder("name").primaryKey(List.of("id", "id")).build())
                .satisfies(e -> assertThat(e.is(HostFailure.KEY_REPEATED)).isTrue());
    }

    @Test
    void aDefinitionBuiltUponAnotherDiffersInWhatIsReplaced() {
        SyncDefinition first = builder("name").primaryKey(List.of("id")).build();
        SyncDefinition second =
                first.toBuilder().mode(SyncMode.MIRROR).epoch("2").build();
        assertThat(second.primaryKey()).containsExactly("id");
        assertThat(second.mode()).isEqualTo(SyncMode.MIRROR);
        assertThat(first.mode()).isEqualTo(SyncMode.UPSERT);
        assertThat(first.epoch()).isEmpty();
    }
}
