/** Permissions and locks. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.file;
