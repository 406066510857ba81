/** The adapters that turn rows into keys and values, one package each. They implement {@code KeyBuilder} and {@code RowSerializer}; connections have a package of their own. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter;
