@NullMarked
package dev.sluice.cli.service;

import org.jspecify.annotations.NullMarked;
