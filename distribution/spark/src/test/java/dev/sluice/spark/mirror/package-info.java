/** Mirrors of DataFrames. */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.mirror;
