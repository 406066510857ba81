/**
 * The writer: sends commands in pipelines, and turns replies into outcomes and failures into retries. {@code RedisDestination} opens writers
 * here. It knows no driver, and it never reports a change as written that the server has not acknowledged.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.write;
