package dev.sluice.tck.report;

import java.time.LocalDate;

/**
 * A known failure that the author of the destination has not fixed yet.
 *
 * @param rule the id of the rule
 * @param reason why it fails
 * @param link the issue that tracks it
 * @param expires the last day on which the waiver is valid
 * @param testClass the simple name of the only test class for which it is valid; empty for all
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
