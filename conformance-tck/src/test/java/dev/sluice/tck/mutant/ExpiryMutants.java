package dev.sluice.tck.mutant;

import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.ExpiringDestination;
import dev.sluice.tck.memory.ExpiringFixture;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records that expire too late, too early, or never. */
final class ExpiryMutants {
    private static final Duration HOUR = Duration.ofHours(1);

    private ExpiryMutants() {}

    /** Sets the expiry of a record that was written. */
    private interface Expiring {
        void expire(Map<String, Duration> expiries, String identity, Expiry declared);
    }

    static List<Mutant> all() {
        return Mutant.joined(ofAll(), byField());
    }

    private static List<Mutant> byField() {
        return List.of(
                byField("takes moments in the default time zone", () -> new ExpiringDestination() {
                    @Override
                    public Duration left(Object value, Instant now) {
                        return value instanceof LocalDateTime local
                                ? Duration.between(
                                        now,
                                        local.atZone(ZoneId.systemDefault()).toInstant())
                                : super.left(value, now);
                    }
                }),
                byField("takes seconds for minutes", () -> new ExpiringDestination() {
                    @Override
                    public Duration left(Object value, Instant now) {
                        return value instanceof Long minutes ? Duration.ofMinutes(minutes) : super.left(value, now);
                    }
                }),
                byField("keeps the expiry that a null is to remove", () -> new ExpiringDestination() {
                    @Override
                    public Optional<Duration> kept(@Nullable Duration before) {
                        return Optional.ofNullable(before);
                    }
                }),
                byField("does not say that records expire by a field", () -> new ExpiringDestination() {
                    @Override
                    public WriteProfile profile(WriteRequest request) {
                        return super.profile(request).toBuilder()
                                .expiry(Expiry.NONE)
                                .build();
                    }
                }));
    }

    private static Mutant byField(String name, Supplier<Destination> destination) {
        return Mutant.of(name, "5.17", destination, ExpiringFixture::new);
    }

    private static List<Mutant> ofAll() {
        return List.of(
                Mutant.of(
                        "lets no record expire",
                        "5.11 11.05",
                        expiring(Expiry.after(HOUR), (expiries, identity, declared) -> {})),
                Mutant.of(
                        "keeps the earlier expiry of a record",
                        "5.11",
                        expiring(
                                Expiry.after(HOUR),
                                (expiries, identity, declared) -> expiries.compute(
                                        identity, (name, old) -> identity.equals("1") ? Duration.ofMinutes(1) : HOUR))),
                Mutant.of(
                        "uses seconds as milliseconds",
                        "5.11",
                        expiring(
                                Expiry.after(HOUR),
                                (expiries, identity, declared) -> expiries.put(identity, HOUR.dividedBy(1_000)))),
                Mutant.of(
                        "has a default expiry",
                        "5.12 11.05",
                        expiring(Expiry.NONE, (expiries, identity, declared) -> expiries.put(identity, HOUR))));
    }

    private static Supplier<Destination> expiring(Expiry declared, Expiring expiring) {
        return () -> new MemoryDestination() {
            @Override
            public Expiry expiry() {
                return declared;
            }

            @Override
            public DestinationWriter open(Place at) {
                return new Writer(at) {
                    @Override
                    public void expire(String identity) {
                        expiring.expire(MemoryServer.INSTANCE.expiries(table), identity, declared);
                    }
                };
            }
        };
    }
}
