/** What makes a command a service: a port that is asked how it is, and the signal that makes it read its definition again. */
@NullMarked
package dev.sluice.cli.service;

import org.jspecify.annotations.NullMarked;
