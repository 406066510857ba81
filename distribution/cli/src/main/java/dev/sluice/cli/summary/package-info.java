/** What is told of runs that are over: to files, and to a webhook. */
@NullMarked
package dev.sluice.cli.summary;

import org.jspecify.annotations.NullMarked;
