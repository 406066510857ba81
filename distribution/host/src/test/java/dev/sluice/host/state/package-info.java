/** Tests of the record of a sync. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.state;
