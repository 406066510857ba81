/**
 * Files that a host keeps: readable by their owner only, locked while one run uses them. Whoever writes a file here or in another module
 * of the distribution calls them. Never knows what a file holds.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.file;
