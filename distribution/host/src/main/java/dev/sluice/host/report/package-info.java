/** What a run did: counts that add up, errors in groups, the dead letters. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.report;
