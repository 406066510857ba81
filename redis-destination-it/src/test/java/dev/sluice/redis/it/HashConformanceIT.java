package dev.sluice.redis.it;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;

/** The rules of every destination, for records in the hash format. */
class HashConformanceIT extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        return new RedisFixture("hash");
    }
}
