/** Real servers to test against: shared ones, and processes of a test's own that may be hurt, alone or as replicas, sentinels and clusters. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.it.servers;
