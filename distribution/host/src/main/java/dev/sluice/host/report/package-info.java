/**
 * The results of a run: counts that add up, errors in groups, dead letters, and the codes of the host. The engine fills them and hosts show
 * them. Never decides what a run does.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.report;
