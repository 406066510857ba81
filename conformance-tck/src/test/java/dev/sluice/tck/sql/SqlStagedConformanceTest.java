package dev.sluice.tck.sql;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;

/** The SQL reference that commits keeps every rule. */
class SqlStagedConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        SqlEntry.use(SqlStagedDestination::new);
        return new SqlFixture();
    }
}
