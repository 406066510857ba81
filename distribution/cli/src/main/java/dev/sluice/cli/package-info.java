/** The {@code sluice} command: arguments in, a sync through the host, words and exit codes out. */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
