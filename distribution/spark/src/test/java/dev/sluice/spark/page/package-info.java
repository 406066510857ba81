/** The examples of the documentation. */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.page;
