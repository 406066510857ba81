/** The adapters behind the ports, one package each. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter;
