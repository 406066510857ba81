/** The core: rows become commands, replies become outcomes. Knows no driver. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.write;
