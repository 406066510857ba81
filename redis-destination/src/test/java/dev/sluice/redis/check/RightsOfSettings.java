package dev.sluice.redis.check;

import dev.sluice.redis.check.ProbePlan.Attempt;
import dev.sluice.redis.check.ProbePlan.Need;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.spi.SyncMode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Lends the documentation what a check knows of the rights that settings call for. */
public final class RightsOfSettings {
    private RightsOfSettings() {}

    /** The commands that a run of this mode may need. */
    public static Set<String> of(RedisSettings settings, SyncMode mode) {
        ProbePlan plan = ProbePlan.of(settings, Set.of(mode), "key");
        Set<String> names = new TreeSet<>();
        Stream.concat(plan.harmless().stream(), plan.write().stream())
                .filter(attempt -> attempt.need() != Need.NONE)
                .filter(attempt -> mode == SyncMode.MIRROR || !attempt.equals(plan.delete()))
                .map(Attempt::name)
                .forEach(names::add);
        return names;
    }
}
