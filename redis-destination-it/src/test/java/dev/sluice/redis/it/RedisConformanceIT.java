package dev.sluice.redis.it;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import org.junit.jupiter.api.Nested;

/** The rules of every destination, in the configurations that cover every pair of values. {@link AllConfigurationsIT} has the others. */
class RedisConformanceIT {
    @Nested
    class StandaloneString extends OnePair {
        StandaloneString() {
            super(0);
        }
    }

    @Nested
    class StandaloneHashReplaceExpiring extends OnePair {
        StandaloneHashReplaceExpiring() {
            super(1);
        }
    }

    @Nested
    class TlsStringExpiring extends OnePair {
        TlsStringExpiring() {
            super(2);
        }
    }

    @Nested
    class TlsHashMerge extends OnePair {
        TlsHashMerge() {
            super(3);
        }
    }

    @Nested
    class ClusterString extends OnePair {
        ClusterString() {
            super(4);
        }
    }

    @Nested
    class ClusterHashMergeExpiring extends OnePair {
        ClusterHashMergeExpiring() {
            super(5);
        }
    }

    private abstract static class OnePair extends DestinationConformance {
        private final Configuration configuration;

        OnePair(int number) {
            this.configuration = Configuration.PAIRWISE.get(number);
        }

        @Override
        protected ConformanceFixture fixture() {
            return new RedisFixture(configuration);
        }
    }
}
