package dev.sluice.tck.sql;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;

/** The SQL reference keeps every rule. */
class SqlConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        SqlEntry.use(SqlDestination::new);
        return new SqlFixture();
    }
}
