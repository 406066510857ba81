/** Random batches under random faults, held against a model. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.it.random;
