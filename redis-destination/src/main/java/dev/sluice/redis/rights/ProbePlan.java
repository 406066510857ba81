package dev.sluice.redis.rights;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.port.Command;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The commands that try the rights of a user on a probe key. {@code HSET} is the only one that writes a key without an expiry, so it is kept
 * apart and sent together with the commands that remove the key.
 *
 * @param first the commands to send first; they leave nothing behind
 * @param write the command that writes the key as a hash; empty if no row needs it
 * @param removal the commands that make that key go away: its expiry and its deletion, both also in {@code first}
 */
public record ProbePlan(List<Trial> first, List<Trial> write, List<Trial> removal) {
    /**
     * One command.
     *
     * @param need how necessary the right is
     */
    public record Trial(String command, Need need, Command call) {}

    /** Tries what every row of a run needs, and what only some need. Writes nothing if that can be avoided. */
    public static ProbePlan ofRun(RedisSettings settings, SyncMode mode) {
        boolean hash = settings.format() == Format.HASH;
        return of(
                ProbeKey.ofRun(settings, mode),
                RequiredRights.of(settings, Set.of(mode)),
                // The executor waits for replicas, on the connections that wrote.
                Set.of("WAIT"),
                hash ? Map.of("EXPIRE", Need.NONE, "DEL", Need.NONE) : Map.of());
    }

    /**
     * Tries what runs of these modes need, and writes the key as they do. What they can do without is not missed.
     *
     * @param modes as in {@link RequiredRights#of}
     */
    public static ProbePlan ofCheck(RedisSettings settings, Set<SyncMode> modes) {
        boolean hash = settings.format() == Format.HASH;
        return of(
                ProbeKey.ofCheck(settings),
                without(Need.OPTIONAL, RequiredRights.of(settings, modes)),
                Set.of(),
                hash ? Map.of("EXPIRE", Need.NONE, "DEL", Need.OPTIONAL) : Map.of("DEL", Need.OPTIONAL));
    }

    private static Map<Right, Need> without(Need need, Map<Right, Need> needs) {
        Map<Right, Need> others = new LinkedHashMap<>(needs);
        others.values().removeIf(need::equals);
        return others;
    }

    private static ProbePlan of(
            ProbeKey key, Map<Right, Need> needs, Set<String> without, Map<String, Need> needsOfTheKey) {
        Map<String, Trial> trials = new LinkedHashMap<>();
        for (Right right : RequiredRights.table()) {
            String command = right.command();
            Need ofTheKey = needsOfTheKey.get(command);
            if (right.trial().isPresent()
                    && (needs.containsKey(right) || ofTheKey != null)
                    && !without.contains(command)) {
                Need need = needs.getOrDefault(right, Need.NONE).or(ofTheKey == null ? Need.NONE : ofTheKey);
                // A command may be needed for several reasons, of which the greatest counts.
                trials.merge(
                        command,
                        new Trial(command, need, right.trial().get().on(key)),
                        (first, other) -> new Trial(command, first.need().or(other.need()), first.call()));
            }
        }
        return new ProbePlan(
                select(trials, command -> !command.equals("HSET")),
                select(trials, command -> command.equals("HSET")),
                select(trials, command -> command.equals("EXPIRE") || command.equals("DEL")));
    }

    private static List<Trial> select(Map<String, Trial> trials, Predicate<String> which) {
        return trials.values().stream()
                .filter(trial -> which.test(trial.command()))
                .toList();
    }

    /**
     * The commands to send next: the one that writes the key as a hash, and what removes it again.
     *
     * @param denied the commands that the user may not run
     * @return empty if there is nothing to write, or if the key would stay
     */
    public List<Trial> second(Set<String> denied) {
        List<Trial> permitted = removal.stream()
                .filter(trial -> !denied.contains(trial.command()))
                .toList();
        if (write.isEmpty() || permitted.isEmpty()) {
            return List.of();
        }
        List<Trial> second = new ArrayList<>(write);
        second.addAll(permitted);
        return second;
    }
}
