/**
 * What runs in an executor: one partition of rows to one writer of the destination. Called by Spark. Never decides about the run as a whole.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.task;
