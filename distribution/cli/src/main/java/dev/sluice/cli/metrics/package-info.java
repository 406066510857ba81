/** Counts and times of runs, as Prometheus reads them. Listens to the events of runs as everything does that tells of them, and decides nothing. */
@NullMarked
package dev.sluice.cli.metrics;

import org.jspecify.annotations.NullMarked;
