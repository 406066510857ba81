/** Tests of options, and of the page that lists them. */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.option;
