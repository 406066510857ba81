/**
 * What the formats share: the text of values with its checks and limits, and a cache of objects that are derived from a schema. The builders
 * of keys and values call it. Nothing here knows a command.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.text;
