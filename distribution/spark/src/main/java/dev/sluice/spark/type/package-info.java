/**
 * Values of Spark as values of a row: the same as the command makes of a Parquet file that Spark wrote. Called by the sink. Never sees a destination.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.type;
