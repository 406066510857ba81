/** What the formats share: values as text, checked and bounded, and what is derived from a schema once. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.text;
