/**
 * Options of a write as users give them to Spark, and what they mean to a sync. Called on the driver when a write is planned. Never opens a connection.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.option;
