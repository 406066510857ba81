package dev.sluice.redis.it.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What each key may hold, as far as the outcomes tell: one thing, or several after an outcome that leaves it open. An outcome that fits
 * nothing that may be there is a broken promise.
 */
final class Model {
    /** What a row may be rejected for; nothing here is ever said of an outage. */
    private static final Set<String> OF_ROWS = Set.of("WRONGTYPE", "KEY_EMPTY");

    private static final int HISTORY = 15;

    private final Map<String, Set<Entry>> possible = new TreeMap<>();
    private final Map<String, Deque<String>> history = new TreeMap<>();

    Set<Entry> at(String key) {
        return possible.computeIfAbsent(key, any -> Set.of(Entry.NONE));
    }

    /** The keys that it has an opinion on. */
    Set<String> keys() {
        return possible.keySet();
    }

    /** The last that was told of a key. */
    String history(String key) {
        return String.valueOf(history.get(key));
    }

    private static String told(Change change, Outcome outcome) {
        String what = change instanceof Change.Remove ? "removal " : "row ";
        return what
                + (outcome instanceof Outcome.Indeterminate unknown
                        ? unknown.error().code()
                        : outcome.toString());
    }

    /** What was found there is what is there. */
    void settle(String key, Entry found) {
        possible.put(key, Set.of(found));
    }

    void apply(Campaign campaign, List<Change> batch, BatchResult result, String where) {
        assertThat(result.size()).as(where).isEqualTo(batch.size());
        if (campaign.patient()) {
            assertThat(result.stop())
                    .as("%s: the budget is not spent, so the run goes on", where)
                    .isEmpty();
        }
        for (int i = 0; i < batch.size(); i++) {
            Change change = batch.get(i);
            String at = where + ", row " + i + " " + campaign;
            Object id = change.row().value(0);
            Outcome outcome = result.outcome(i);
            if (id == null) {
                assertThat(outcome).as(at).isInstanceOfAny(Outcome.Rejected.class, Outcome.Indeterminate.class);
                continue;
            }
            String key = Campaign.PREFIX + id;
            Set<Entry> before = at(key);
            Set<Entry> after = new LinkedHashSet<>();
            for (Entry entry : before) {
                after.addAll(after(campaign, change, outcome, entry));
            }
            if (isRemovedLater(batch, i)) {
                // An attempt whose answers were lost may have got that far; then this change found nothing, when it
                // came again.
                after.addAll(after(campaign, change, outcome, Entry.NONE));
            }
            assertThat(after)
                    .as("%s: %s told of %s where %s may be", at, outcome, key, before)
                    .isNotEmpty();
            possible.put(key, after);
            Deque<String> told = history.computeIfAbsent(key, any -> new ArrayDeque<>());
            told.add("\n" + at + ": " + told(change, outcome) + " made it " + after);
            if (told.size() > HISTORY) {
                told.remove();
            }
        }
    }

    private static boolean isRemovedLater(List<Change> batch, int position) {
        Object id = batch.get(position).row().value(0);
        return batch.subList(position + 1, batch.size()).stream()
                .anyMatch(later ->
                        later instanceof Change.Remove && later.row().value(0).equals(id));
    }

    private static Set<Entry> after(Campaign campaign, Change change, Outcome outcome, Entry before) {
        if (outcome instanceof Outcome.Written) {
            return written(campaign, change, before);
        }
        if (outcome instanceof Outcome.Skipped skipped) {
            return switch (skipped.reason()) {
                case "KEY_EXISTS" -> campaign.onlyAbsent() && !before.isAbsent() ? Set.of(before) : Set.of();
                case "KEY_ABSENT" -> campaign.onlyPresent() && before.isAbsent() ? Set.of(before) : Set.of();
                case "KEY_EXISTS_AFTER_RETRY" ->
                    !campaign.onlyAbsent()
                            ? Set.of()
                            : before.isAbsent()
                                    ? steps(campaign, change, before).last()
                                    : Set.of(before);
                default -> Set.of();
            };
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            // Not a word of it was written.
            boolean fits = OF_ROWS.contains(rejected.error().code())
                    && campaign.hash()
                    && before.type().equals("string");
            return fits ? Set.of(before) : Set.of();
        }
        if (campaign.patient()) {
            return Set.of();
        }
        boolean leftAlone = change instanceof Change.Write
                && ((campaign.onlyAbsent() && !before.isAbsent()) || (campaign.onlyPresent() && before.isAbsent()));
        return leftAlone ? Set.of(before) : steps(campaign, change, before).all();
    }

    private static Set<Entry> written(Campaign campaign, Change change, Entry before) {
        if (change instanceof Change.Remove) {
            return Set.of(Entry.NONE);
        }
        if (campaign.hash() && before.type().equals("string")) {
            return Set.of();
        }
        if (campaign.onlyPresent() && before.isAbsent()) {
            return Set.of();
        }
        Set<Entry> last = steps(campaign, change, before).last();
        if (campaign.onlyAbsent() && !before.isAbsent()) {
            // The very same record was there: it may be taken for the one just written.
            boolean same = last.iterator().next().content().equals(before.content());
            return same ? Set.of(before) : Set.of();
        }
        return last;
    }

    /** What the commands of a change make of a record, one after the other; the first is what was there. */
    private record Steps(List<Entry> each) {
        Set<Entry> all() {
            return new LinkedHashSet<>(each);
        }

        Set<Entry> last() {
            return Set.of(each.get(each.size() - 1));
        }
    }

    private static Steps steps(Campaign campaign, Change change, Entry before) {
        List<Entry> steps = new ArrayList<>(List.of(before));
        if (change instanceof Change.Remove) {
            steps.add(Entry.NONE);
            return new Steps(steps);
        }
        Map<String, Optional<String>> fields = Campaign.fields(change.row());
        if (!campaign.hash()) {
            steps.add(Entry.text(Entry.json(fields), campaign.ttl() > 0));
            return new Steps(steps);
        }
        if (before.type().equals("string")) {
            return new Steps(steps);
        }
        Map<String, String> pairs = new TreeMap<>();
        List<String> nulls = new ArrayList<>();
        fields.forEach((name, value) -> {
            if (value.isPresent() || campaign.nulls().equals("empty")) {
                pairs.put(name, value.orElse(""));
            } else {
                nulls.add(name);
            }
        });
        Entry entry = before.with(pairs);
        if (campaign.replace()) {
            entry = new Entry("hash", pairs, before.expires());
            steps.add(entry.expiring(campaign.ttl()));
            return new Steps(steps);
        }
        boolean atOnce = campaign.onlyAbsent() || campaign.onlyPresent();
        List<Entry> merged = new ArrayList<>(List.of(entry));
        if (campaign.nulls().equals("delete")) {
            merged.add(entry.without(nulls));
        }
        merged.add(merged.get(merged.size() - 1).expiring(campaign.ttl()));
        steps.addAll(atOnce ? merged.subList(merged.size() - 1, merged.size()) : merged);
        return new Steps(steps);
    }
}
