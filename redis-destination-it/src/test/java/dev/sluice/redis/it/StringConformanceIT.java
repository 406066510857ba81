package dev.sluice.redis.it;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;

/** The rules of every destination, for records in the string format. */
class StringConformanceIT extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        return new RedisFixture("string");
    }
}
