package dev.sluice.tck.report;

import java.time.LocalDate;

/**
 * A failure that its author knows of and has not mended yet.
 *
 * @param rule the id of the rule
 * @param reason why it fails
 * @param link where it is followed up
 * @param expires the last day on which the waiver counts
 * @param testClass the simple name of the only test class in which it counts; empty for all
 */
record Waiver(String rule, String reason, String link, LocalDate expires, String testClass) {
    boolean isExpired(LocalDate today) {
        return today.isAfter(expires);
    }

    boolean isFor(String id, Class<?> test) {
        return rule.equals(id) && (testClass.isEmpty() || testClass.equals(test.getSimpleName()));
    }

    String text() {
        return reason + " (" + link + ", until " + expires + ")";
    }
}
