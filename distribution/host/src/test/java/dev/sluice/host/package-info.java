/** What holds for the whole host. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host;
