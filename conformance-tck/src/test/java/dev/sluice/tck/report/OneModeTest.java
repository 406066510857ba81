package dev.sluice.tck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.sluice.spi.Destination;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryEntry;
import dev.sluice.tck.memory.MemoryFixture;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlEntry;
import dev.sluice.tck.sql.SqlFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A destination of one mode, or of one lane, can be certified, and the rules are tried on it. */
class OneModeTest {
    private static Supplier<ConformanceFixture> current = MemoryFixture::new;

    @TempDir
    private Path reports;

    /** Its name keeps it out of the build's own tests. */
    static class UnderTrial extends DestinationConformance {
        @Override
        protected ConformanceFixture fixture() {
            return current.get();
        }
    }

    /** Has the mode that a property names, so that another class loader has it too. */
    public static final class OneMode extends MemoryDestination {
        static final String MODE = "sluice.tck.memory.mode";

        @Override
        public Set<SyncMode> modes() {
            return Set.of(SyncMode.valueOf(System.getProperty(MODE, "UPSERT")));
        }
    }

    @BeforeEach
    void reportHere() {
        System.setProperty(ReportListener.DIRECTORY, reports.toString());
    }

    @AfterEach
    void reportAsBefore() {
        System.clearProperty(ReportListener.DIRECTORY);
        System.clearProperty(OneMode.MODE);
        System.clearProperty(MemoryEntry.ELSEWHERE);
    }

    @ParameterizedTest
    @CsvSource({
        "UPSERT, 85",
        "INSERT, 75",
        "UPDATE, 75",
        "MIRROR, 85",
        "AUDIENCE_MIRROR, 80",
        "AUDIENCE_ADDITIVE, 80",
        "AUDIENCE_SUBTRACTIVE, 20"
    })
    void oneModeIsEnough(SyncMode mode, int passed) throws IOException {
        System.setProperty(OneMode.MODE, mode.name());
        System.setProperty(MemoryEntry.ELSEWHERE, OneMode.class.getName());
        memory(OneMode::new);
        assertConformant(passed);
    }

    @Test
    void updatesOfATypedTableAreEnough() throws IOException {
        SqlEntry.use(() -> new SqlDestination() {
            @Override
            public Set<SyncMode> modes() {
                return Set.of(SyncMode.UPDATE);
            }
        });
        current = SqlFixture::new;
        assertConformant(70);
    }

    @Test
    void oneLaneIsEnough() throws IOException {
        memory(() -> new MemoryDestination() {
            @Override
            public WriteProfile profile(WriteRequest request) {
                return super.profile(request).toBuilder().parallelism(1).build();
            }
        });
        assertConformant(95);
    }

    private static void memory(Supplier<Destination> destination) {
        MemoryEntry.use(destination);
        current = MemoryFixture::new;
    }

    /** Asserts the verdict, and that at least this many rules were tried and kept. */
    private void assertConformant(int passed) throws IOException {
        LauncherFactory.create()
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(UnderTrial.class))
                        .build());
        String report = Files.readString(reports.resolve("UnderTrial").resolve("report.json"));
        assertThat(report).startsWith("{\"verdict\":\"CONFORMANT\"").doesNotContain("\"status\":\"FAIL\"");
        assertThat(report.split("\"status\":\"PASS\"", -1).length - 1)
                .as("rules that were tried and kept")
                .isGreaterThanOrEqualTo(passed);
    }
}
