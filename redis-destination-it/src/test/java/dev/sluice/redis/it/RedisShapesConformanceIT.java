package dev.sluice.redis.it;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import org.junit.jupiter.api.Nested;

/** The rules of every destination where settings shape keys, values and expiries. {@link AllConfigurationsIT} has the others. */
class RedisShapesConformanceIT {
    @Nested
    class TlsHashMergeTemplateExpiringJittered extends OneShape {
        TlsHashMergeTemplateExpiringJittered() {
            super(0);
        }
    }

    @Nested
    class ClusterStringTemplate extends OneShape {
        ClusterStringTemplate() {
            super(1);
        }
    }

    @Nested
    class StandaloneValue extends OneShape {
        StandaloneValue() {
            super(2);
        }
    }

    private abstract static class OneShape extends DestinationConformance {
        private final Configuration configuration;

        OneShape(int number) {
            this.configuration = Configuration.SHAPED.get(number);
        }

        @Override
        protected ConformanceFixture fixture() {
            return new RedisFixture(configuration);
        }
    }
}
