package dev.sluice.tck.memory;

import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.Faults;
import dev.sluice.tck.Refuser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The reference destination without its optional capabilities. */
public final class LeastDestination extends MemoryDestination {
    /** Keeps no marker. */
    @Override
    public DestinationRun openRun(WriteRequest request, RunContext context) {
        return super.openRun(request, RunContext.of(context.runId()));
    }

    @Override
    public Set<SyncMode> modes() {
        return Set.of(SyncMode.UPSERT);
    }

    @Override
    public String configSchema() {
        return super.configSchema().replace(",\n            \"writeOnly\": true, \"format\": \"password\"", "");
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        WriteProfile right = super.profile(request);
        if (right.identity().size() > 1) {
            throw DestinationException.configuration(
                    List.of(ErrorDetail.setting("", "the primary key has two fields", "Name one.")));
        }
        return right.toBuilder().parallelism(1).build();
    }

    @Override
    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
        return Optional.empty();
    }

    /** Supplies only what a fixture has to supply. */
    public static final class Fixture extends WrappedFixture {
        @Override
        public DestinationConfig config() {
            return DestinationConfig.of(Map.of("server", OPEN));
        }

        @Override
        public List<BrokenSettings> brokenSettings() {
            return List.of(
                    BrokenSettings.invalid(
                            "another scheme",
                            DestinationConfig.of(Map.of("server", "ftp://here")),
                            target(),
                            "SETTINGS_INVALID"),
                    BrokenSettings.refused(
                            "a server that is down",
                            DestinationConfig.of(Map.of("server", "memory://user@down")),
                            target(),
                            "CONNECTION_REFUSED"));
        }

        @Override
        public Optional<Change> refusedBy(Refuser refuser) {
            return Optional.empty();
        }

        @Override
        public Optional<BrokenSettings> limited() {
            return Optional.empty();
        }

        @Override
        public Optional<Faults> faults() {
            return Optional.empty();
        }

        @Override
        public Optional<Map<String, Duration>> expiries() {
            return Optional.empty();
        }

        @Override
        public Optional<AutoCloseable> lock(Row record) {
            return Optional.empty();
        }

        @Override
        public boolean empty() {
            return false;
        }

        @Override
        public boolean seedForeign(String identity) {
            return false;
        }
    }
}
