/**
 * Files of any file system that Spark knows. Called by whoever keeps something of a run, on the driver and on executors. Never knows what is in a file.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.file;
