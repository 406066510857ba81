/**
 * How a failure leaves the sink: in words that Spark may log and send. Called wherever Spark calls the sink. Never holds a secret or a value of a row.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.failure;
