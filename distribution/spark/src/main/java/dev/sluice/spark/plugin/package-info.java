/**
 * The destinations of one process: those in the jar of the sink, and those of a folder. Called by the driver and by each executor. Never keeps a
 * setting.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.plugin;
