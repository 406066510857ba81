package dev.sluice.host.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.fake.FakeRun;
import dev.sluice.host.fake.SettableClock;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
    private static final Instant NIGHT = Instant.parse("2026-11-27T02:00:00Z");
    private static final ErrorDetail LOST =
            ErrorDetail.of("FAKE_LOST", ErrorCategory.CONNECTION, "Lost with s3cret.", "Go on.", true);

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(NIGHT);

    private Path runs() {
        return directory.resolve("runs");
    }

    private RunFiles files() {
        return new RunFiles(runs());
    }

    private RunFile writer() {
        return writer(runs());
    }

    private RunFile writer(Path root) {
        return new RunFile(root, Duration.ofDays(90), "1.2", clock, RunFileTest::masked);
    }

    private static Object masked(Object json) {
        Map<String, Object> copy = new java.util.LinkedHashMap<>();
        ((Map<?, ?>) json)
                .forEach((name, value) ->
                        copy.put((String) name, value instanceof Map<?, ?> ? masked(value) : mask(value)));
        return copy;
    }

    private static Object mask(Object value) {
        return value instanceof String text ? text.replace("s3cret", "****") : value;
    }

    private SyncEvent.Started started(String sync) {
        String id = Ulid.from(UlidCreator.getUlid(clock.millis()).toUuid()).toString();
        return FakeRun.started(id, sync);
    }

    @Test
    void aRunIsReadableWhileItGoesOnAndAfterwards() {
        try (RunFile file = writer()) {
            SyncEvent.Started started = started("users");
            file.heard(started);
            file.heard(new SyncEvent.PhaseBegun(SyncProgress.Phase.WRITING, OptionalLong.of(20)));
            clock.pass(Duration.ofSeconds(3));
            file.heard(FakeRun.writing(10, 7));
            StoredRun running = files().find("last");
            assertThat(running.status()).isEqualTo(StoredRun.Status.RUNNING);
            assertThat(running.rows("written")).isEqualTo(7);
            assertThat(running.ended()).isEmpty();
            clock.pass(Duration.ofSeconds(1));
            file.heard(SyncEvent.Ended.without(new HostException(LOST)));
            StoredRun ended = files().find("users");
            assertThat(ended.id()).isEqualTo(started.run());
            assertThat(ended.status()).isEqualTo(StoredRun.Status.FAILED);
            assertThat(ended.duration(clock.instant())).hasSeconds(4);
            assertThat(ended.failure("code")).contains("FAKE_LOST");
            assertThat(ended.json()).containsEntry("exit", 3L).containsEntry("sluice", "1.2");
            assertThat(files().events(ended.id()).next().stream().map(event -> event.get("event")))
                    .containsExactly("started", "phase", "progress", "ended");
            assertThat(file.problem()).isEmpty();
        }
    }

    @Test
    void aRunWhoseHolderIsGoneHasDiedWithTheCountsThatItToldLast() throws IOException {
        String id;
        try (RunFile file = writer()) {
            SyncEvent.Started started = started("users");
            id = started.run();
            file.heard(started);
            clock.pass(Duration.ofSeconds(3));
            file.heard(FakeRun.writing(10, 7));
        }
        Path events;
        try (Stream<Path> found = Files.walk(runs())) {
            events = found.filter(path -> path.toString().endsWith(".ndjson"))
                    .findFirst()
                    .orElseThrow();
        }
        // The process was killed in the middle of a line, and the disk was full before.
        Files.writeString(events, "{\"v\":1,\"at\":\n{\"v\":1,\"at\":\"2026-", StandardOpenOption.APPEND);
        StoredRun died = files().find(id);
        assertThat(died.status()).isEqualTo(StoredRun.Status.DIED);
        assertThat(died.rows("written")).isEqualTo(7);
        assertThat(died.duration(clock.instant().plusSeconds(99))).hasSeconds(3);
        assertThat(files().events(id).next()).hasSize(2);
    }

    @Test
    void eventsThatComeLaterAreToldLaterAndAHalfLineWhenItIsWhole() throws IOException {
        try (RunFile file = writer()) {
            SyncEvent.Started started = started("users");
            file.heard(started);
            RunEvents events = files().events(started.run());
            assertThat(events.next()).hasSize(1);
            assertThat(events.next()).isEmpty();
            Path path = new RunFolder(runs()).events(started.run());
            Files.writeString(path, "{\"event\":\"é", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
            assertThat(events.next()).isEmpty();
            Files.writeString(path, "nd\"}\n", StandardOpenOption.APPEND);
            assertThat(events.next()).containsExactly(Map.of("event", "énd"));
        }
    }

    @Test
    void filesAreTheirOwnersAndHoldNoSecret() throws IOException {
        try (RunFile file = writer()) {
            file.heard(started("users"));
            file.heard(new SyncEvent.Told(RunEvent.retried(LOST, 1)));
            file.heard(SyncEvent.Ended.without(new HostException(LOST)));
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(runs())) {
            walk.filter(Files::isRegularFile).forEach(found::add);
        }
        assertThat(found).as("the lock is gone").hasSize(2);
        for (Path path : found) {
            assertThat(Files.readString(path)).contains("Lost with ****.").doesNotContain("s3cret");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void oldRunsAreRemovedWithTheNextAndWhatGoesOnStays() {
        RunFile held = writer();
        SyncEvent.Started goesOn = started("long");
        held.heard(goesOn);
        for (int day = 0; day < 100; day++) {
            clock.set(NIGHT.plus(Duration.ofDays(day)));
            try (RunFile file = writer()) {
                file.heard(started("daily"));
                file.heard(SyncEvent.Ended.without(HostFailure.RUN_STOPPED.exception()));
            }
        }
        assertThat(files().list(Optional.of("daily"), 1_000)).hasSize(91);
        assertThat(files().list(Optional.of("long"), 1_000)).hasSize(1);
        assertThat(files().list(Optional.empty(), 5))
                .extracting(StoredRun::sync)
                .containsOnly("daily");
        assertThat(files().list(Optional.empty(), 1_000))
                .isSortedAccordingTo((one, other) -> other.started().compareTo(one.started()));
        held.close();
        try (RunFile file = writer()) {
            file.heard(started("daily"));
        }
        assertThat(files().list(Optional.of("long"), 1_000)).isEmpty();
    }

    @Test
    void runsSinceAMomentAreThoseOfTheSyncThatBeganThenOrLater() throws IOException {
        List<String> ids = new ArrayList<>();
        for (String sync : List.of("users", "users", "orders", "users")) {
            try (RunFile file = writer()) {
                SyncEvent.Started started = started(sync);
                ids.add(started.run());
                file.heard(started);
            }
            clock.pass(Duration.ofSeconds(10));
        }
        assertThat(files().since("users", NIGHT.plusSeconds(10)))
                .extracting(StoredRun::id)
                .containsExactly(ids.get(3), ids.get(1));
        assertThat(files().since("users", NIGHT.plusSeconds(31))).isEmpty();
    }

    @Test
    void aLongRunKeepsItsFileSmall() throws IOException {
        try (RunFile file = writer()) {
            SyncEvent.Started started = started("users");
            file.heard(started);
            for (int i = 0; i < 24 * 3_600 * 5; i++) {
                clock.pass(Duration.ofMillis(200));
                file.heard(FakeRun.writing(i, i));
                if (i % 10 == 0) {
                    file.heard(new SyncEvent.Told(RunEvent.retried(LOST, i)));
                }
            }
            assertThat(Files.size(new RunFolder(runs()).events(started.run()))).isLessThan(3_000_000);
        }
    }

    @Test
    void whereNothingCanBeWrittenTheRunGoesOnAndItIsSaid() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (RunFile writer = writer(file.resolve("runs"))) {
            writer.heard(started("users"));
            writer.heard(SyncEvent.Ended.without(new HostException(LOST)));
            assertThat(writer.problem()).get().asString().contains("cannot be written");
        }
    }

    @Test
    void aRunIsFoundByTheFirstLettersOfItsIdUnlessSeveralHaveThem() {
        for (int i = 0; i < 2; i++) {
            try (RunFile file = writer()) {
                file.heard(started("users"));
            }
        }
        String id = files().find("last").id();
        assertThat(files().find(id.toLowerCase(java.util.Locale.ROOT)).id()).isEqualTo(id);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> files().find(id.substring(0, 4)))
                .withMessageContaining("2 runs begin with");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> files().find("nobody"))
                .withMessageContaining("nobody");
    }

    @Test
    void aDamagedFileHidesNoOtherRun() throws IOException {
        String id;
        try (RunFile file = writer()) {
            SyncEvent.Started started = started("users");
            id = started.run();
            file.heard(started);
        }
        clock.pass(Duration.ofSeconds(1));
        try (RunFile file = writer()) {
            file.heard(started("users"));
        }
        Path damaged = new RunFolder(runs()).run(id);
        String whole = Files.readString(damaged);
        for (byte[] bytes : List.of(
                "{\"status\":".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF},
                new byte[0],
                "[1]".getBytes(StandardCharsets.UTF_8))) {
            Files.write(damaged, bytes);
            assertThat(files().list(Optional.empty(), 9)).hasSize(1);
        }
        // A copy of the run under another name, and a folder.
        String other = Ulid.from(id).increment().toString();
        Files.writeString(new RunFolder(runs()).run(other), whole);
        Files.createDirectory(
                new RunFolder(runs()).run(Ulid.from(id).increment().increment().toString()));
        assertThat(files().list(Optional.empty(), 9)).hasSize(1);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> files().find(id))
                .withMessageContaining("damaged");
    }
}
