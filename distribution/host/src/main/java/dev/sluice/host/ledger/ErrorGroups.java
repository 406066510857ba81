package dev.sluice.host.ledger;

import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Errors by code: how many, and the first rows of each. Bounded, whatever the errors. Not safe for use by several threads. */
final class ErrorGroups {
    private static final int MAX_GROUPS = 100;
    private static final int MAX_NUMBERS = 5;

    private final Consumer<ErrorDetail> onFirst;
    private final Map<String, Group> groups = new LinkedHashMap<>();

    /** @param onFirst is told the first error of each code */
    ErrorGroups(Consumer<ErrorDetail> onFirst) {
        this.onFirst = onFirst;
    }

    /** @param number the row's number; 0 for a removal */
    void add(long number, ErrorDetail error) {
        group(error).add(number);
    }

    /** Changes of the same error, whose numbers are not known. */
    void addAll(long count, ErrorDetail error) {
        if (count > 0) {
            group(error).count += count;
        }
    }

    /** Changes of the same error that another ledger has put together. */
    void add(SyncReport.ErrorGroup other) {
        Group group = group(other.error());
        long rest = other.count() - other.rowNumbers().size();
        other.rowNumbers().forEach(group::add);
        group.count += rest;
    }

    private Group group(ErrorDetail error) {
        Group group = groups.get(error.code());
        if (group == null) {
            // A destination whose codes never end is put together under the last of them.
            if (groups.size() == MAX_GROUPS) {
                group = groups.values().stream()
                        .skip(MAX_GROUPS - 1L)
                        .findFirst()
                        .orElseThrow();
            } else {
                group = new Group(error);
                groups.put(error.code(), group);
                onFirst.accept(error);
            }
        }
        return group;
    }

    /** The largest first. */
    List<SyncReport.ErrorGroup> groups() {
        return groups.values().stream()
                .map(Group::summary)
                .sorted(Comparator.comparingLong(SyncReport.ErrorGroup::count).reversed())
                .toList();
    }

    private static final class Group {
        private final ErrorDetail first;
        private final List<Long> numbers = new ArrayList<>(MAX_NUMBERS + 1);
        private long count;

        Group(ErrorDetail first) {
            this.first = first;
        }

        void add(long number) {
            count++;
            // Lanes finish in any order; the lowest numbers are the same in every run.
            if (number > 0 && (numbers.size() < MAX_NUMBERS || number < numbers.get(MAX_NUMBERS - 1))) {
                numbers.add(number);
                numbers.sort(null);
                if (numbers.size() > MAX_NUMBERS) {
                    numbers.remove(MAX_NUMBERS);
                }
            }
        }

        SyncReport.ErrorGroup summary() {
            return new SyncReport.ErrorGroup(first, count, numbers);
        }
    }
}
