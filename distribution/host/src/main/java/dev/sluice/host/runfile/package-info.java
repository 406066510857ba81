/**
 * Files of runs, one pair for each: what it came to, and its events as they happen. The listener of a run writes them, and any process reads
 * them. Never decides what a run does, and holds no value of a row.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.runfile;
