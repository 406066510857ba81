/**
 * A write as the driver sees it: planned without any I/O, opened at the destination, committed with what the tasks report. Called by Spark. Never
 * touches a row.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.sink;
