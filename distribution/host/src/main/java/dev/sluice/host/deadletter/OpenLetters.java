package dev.sluice.host.deadletter;

import dev.sluice.spi.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The letters of a sync that may be sent again, by identity: those of earlier runs, and of the run that goes on where it asks for that. A letter
 * whose record has a newer outcome is settled. Safe for use by several threads.
 */
final class OpenLetters {
    private final LetterFolder folder;
    private final int most;
    private final Map<Identity, List<Place>> places = new HashMap<>();
    private final Map<Path, BitSet> settled = new TreeMap<>();
    private final List<Place> accepted = new ArrayList<>();
    private final List<Path> beyond = new ArrayList<>();
    private long size;
    private boolean overflowed;
    private volatile boolean any;

    /** @param attempts of the letter before this run; 0 for one of this run */
    private record Place(Path file, int line, long attempts, boolean removal) {}

    /**
     * Reads what there is, from the latest file back to the one with which there would be too many letters.
     *
     * @param most letters to know, at most
     */
    OpenLetters(LetterFolder folder, int most) {
        this(folder, most, folder.open());
    }

    /** Knows none. */
    static OpenLetters none(LetterFolder folder) {
        return new OpenLetters(folder, 0, List.of());
    }

    private OpenLetters(LetterFolder folder, int most, List<Path> open) {
        this.folder = folder;
        this.most = most;
        List<Path> files = new ArrayList<>(open);
        while (!files.isEmpty()) {
            Path file = files.remove(files.size() - 1);
            if (!add(file)) {
                beyond.add(file);
                beyond.addAll(files);
                break;
            }
        }
        any = !places.isEmpty();
    }

    private boolean add(Path file) {
        Map<Identity, List<Place>> found = new HashMap<>();
        long[] lines = {0};
        try {
            LetterFolder.read(file, (position, line) -> {
                lines[0]++;
                if (size + lines[0] <= most) {
                    LetterText.read(line, false)
                            .ifPresent(letter -> letter.identity()
                                    .ifPresent(identity -> found.computeIfAbsent(identity, key -> new ArrayList<>(1))
                                            .add(new Place(file, position, letter.attempts(), letter.removal()))));
                }
            });
        } catch (IOException e) {
            throw folder.unwritable(file);
        }
        if (size + lines[0] > most) {
            return false;
        }
        size += lines[0];
        found.forEach((identity, list) ->
                places.computeIfAbsent(identity, key -> new ArrayList<>(1)).addAll(list));
        return true;
    }

    /** Files whose letters are not known, because there are too many. */
    List<Path> beyond() {
        return beyond;
    }

    /** Whether there may be any. */
    boolean any() {
        return any;
    }

    /** Whether this run had more letters than are known. */
    synchronized boolean overflowed() {
        return overflowed;
    }

    /** The records of rows, without those that were to be removed. */
    synchronized Set<Identity> rows() {
        return records(place -> !place.removal());
    }

    /** The records that were to be removed. */
    synchronized Set<Identity> removals() {
        return records(Place::removal);
    }

    private Set<Identity> records(Predicate<Place> wanted) {
        Set<Identity> records = new HashSet<>();
        places.forEach((identity, list) -> {
            if (list.stream().anyMatch(wanted)) {
                records.add(identity);
            }
        });
        return records;
    }

    /** A letter of this run. */
    synchronized void add(Identity identity, Path file, int line, boolean removal) {
        if (size >= most) {
            overflowed = true;
            return;
        }
        size++;
        places.computeIfAbsent(identity, key -> new ArrayList<>(1)).add(new Place(file, line, 0, removal));
        any = true;
    }

    /**
     * The record has another outcome.
     *
     * @return how often earlier runs tried it
     */
    long settle(Identity identity) {
        // Nearly every row of nearly every run.
        return any ? take(identity) : 0;
    }

    private synchronized long take(Identity identity) {
        List<Place> list = places.remove(identity);
        if (list == null) {
            return 0;
        }
        list.forEach(this::settle);
        return list.stream().mapToLong(Place::attempts).max().orElse(0);
    }

    private void settle(Place place) {
        settled.computeIfAbsent(place.file(), key -> new BitSet()).set(place.line());
    }

    /** The record has an outcome, if the run is committed. */
    void accept(Identity identity) {
        if (any) {
            synchronized (this) {
                List<Place> list = places.remove(identity);
                if (list != null) {
                    accepted.addAll(list);
                }
            }
        }
    }

    /** The run is committed. */
    synchronized void acceptedWritten() {
        accepted.forEach(this::settle);
        accepted.clear();
    }

    /**
     * Every row that was to be sent again has another outcome, or its source does not have it any more.
     *
     * @param removalsToo whether the same is so of every removal
     */
    synchronized void settleTried(boolean removalsToo) {
        places.values()
                .forEach(list -> list.stream()
                        .filter(place -> (removalsToo || !place.removal()) && place.attempts() > 0)
                        .forEach(this::settle));
    }

    /** Takes the letters that are settled out of their files; once. Returns how many they are. */
    synchronized long end() {
        settled.forEach(folder::remove);
        return settled.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** Removes every letter of these files. Returns how many they are. */
    long removeAll(List<Path> files) {
        long[] lines = {0};
        for (Path file : files) {
            BitSet all = new BitSet();
            try {
                LetterFolder.read(file, (position, line) -> all.set(position));
            } catch (IOException e) {
                throw folder.unwritable(file);
            }
            folder.remove(file, all);
            lines[0] += all.cardinality();
        }
        return lines[0];
    }
}
