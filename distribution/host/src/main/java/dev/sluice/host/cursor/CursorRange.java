package dev.sluice.host.cursor;

import java.util.Optional;

/**
 * Which rows a run reads.
 *
 * @param column the cursor
 * @param from rows with this value and higher ones, and those without a value; empty: every row
 */
public record CursorRange(String column, Optional<CursorValue> from) {}
