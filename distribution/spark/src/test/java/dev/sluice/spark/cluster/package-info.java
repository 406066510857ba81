/** A cluster of processes on this machine, and what users submit to it: the one jar and their own. */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.cluster;
