/** The Redis destination under fire: faults provoked for real, one class per group, and a page that lists them. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.it.faults;
