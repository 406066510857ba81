package dev.sluice.redis.it.random;

import dev.sluice.spi.DestinationConfig;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Servers, and what befalls them. */
interface Arena extends AutoCloseable {
    /** The way there, with deadlines that are soon over. */
    DestinationConfig settings();

    /** One blow or none, while a batch is written; it is over when the future is. */
    CompletableFuture<Void> blow(Random random);

    /** Waits until nothing of a lost connection is left, sees that nothing else has changed, and reads what is ours. */
    Map<String, Entry> settle(String where);

    /** How many blows it has dealt. */
    int blows();

    /** The blows by kind. */
    @Override
    String toString();

    @Override
    void close();
}
