/**
 * The cursor of a sync: a column by whose values a run reads only the rows that are new since the last one. What it is, and how its values are
 * ordered. A definition, a source and the record of a sync use it. Never reads a row, a database or a file.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.cursor;
