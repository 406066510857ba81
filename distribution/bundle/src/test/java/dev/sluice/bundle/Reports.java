package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Holds the counts of a result against what they should be, as one line. */
final class Reports {
    private Reports() {}

    static void assertPlan(JsonNode plan, String counts) {
        assertThat(counts(plan) + ", " + plan.path("removals").asString() + " removed")
                .as(plan.toString())
                .isEqualTo(counts);
        assertThat(plan.has("unexamined")).isFalse();
    }

    static void assertRun(JsonNode result, String counts) {
        JsonNode removals = result.path("removals");
        assertThat(counts(result) + ", " + removals.path("removed").asString() + " removed")
                .as(result.toString())
                .isEqualTo(counts);
        JsonNode rows = result.path("rows");
        assertThat(rows.path("written").asLong())
                .isEqualTo(rows.path("added").asLong()
                        + rows.path("changed").asLong()
                        + rows.path("renewed").asLong());
        assertThat(rows.path("read").asLong())
                .isEqualTo(rows.path("written").asLong()
                        + rows.path("unchanged").asLong()
                        + rows.path("rejected").asLong());
        assertThat(removals.path("planned")).isEqualTo(removals.path("removed"));
    }

    private static String counts(JsonNode result) {
        return Stream.of("read", "added", "changed", "renewed", "unchanged", "rejected")
                .map(name -> result.path("rows").path(name).asString() + " " + name)
                .collect(Collectors.joining(", "));
    }

    static void assertVerified(JsonNode result, String counts) {
        assertThat(Stream.of("looked", "equal", "stale", "missing", "foreign", "expiring")
                        .map(name -> result.path("rows").path(name).asString() + " " + name)
                        .collect(Collectors.joining(", ")))
                .as(result.toString())
                .isEqualTo(counts);
    }
}
