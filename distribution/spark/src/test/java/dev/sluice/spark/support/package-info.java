/** What tests of the sink share: a server and a session. */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.support;
