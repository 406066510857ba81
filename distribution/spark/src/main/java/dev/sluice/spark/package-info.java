/**
 * The data source {@code sluice} of Spark: rows of a DataFrame to any destination. What Spark and its users call is here. Never writes a row itself.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark;
