package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.support.CapturedOutput;
import dev.sluice.tck.support.PluginLoader;
import dev.sluice.tck.support.RunWriter;
import dev.sluice.tck.support.SampleValues;
import dev.sluice.tck.support.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Secrets, and independence of the JVM that hosts the destination. */
abstract class HostingRules extends LifecycleRules {
    /**
     * No secret appears in a report of a check, whether it passes or fails. Asked because reports go to screens, tickets and logs. Does not
     * apply when no setting of the fixture is secret. On failure look at URLs and drivers' messages that are passed on.
     */
    @Test
    public final void capability_r9_01_noSecretInAReport() {
        assumeSecrets();
        secrets(fixture.config(), fixture.target())
                .assertNotIn("the report of a passed check", check(fixture.config(), fixture.target()));
        for (BrokenSettings broken : fixture.brokenSettings()) {
            secrets(broken.config(), broken.target())
                    .assertNotIn("the report of a check, " + broken.name(), check(broken.config(), broken.target()));
        }
    }

    /**
     * No secret appears in an exception, its remedy and problems, its causes and what it suppressed. Asked because exceptions go to logs.
     * Applicability as in 9.01. On failure look at the exception named in the message: a driver's exception that holds a URL is to be
     * translated, not chained.
     */
    @Test
    public final void capability_r9_02_noSecretInAnException() {
        assumeSecrets();
        SyncMode mode = rowModeOrSkip();
        for (BrokenSettings broken : fixture.brokenSettings()) {
            Secrets secrets = secrets(broken.config(), broken.target());
            Throwable thrown = broken.invalid()
                    ? catchThrowable(() -> destination.profile(request(broken.config(), broken.target(), mode)))
                    : refusal(broken, mode);
            var refusal = assertThrown(broken.name(), thrown);
            secrets.assertNotInThrowable("an exception, " + broken.name(), refusal);
            secrets.assertNotIn("a remedy, " + broken.name(), refusal.detail().remedy());
            secrets.assertNotIn("a problem, " + broken.name(), refusal.problems());
        }
    }

    /**
     * No secret appears in the text of the destination, a profile or a writer. Asked because anything may be logged, sooner or later.
     * Applicability as in 9.01. On failure look for records and classes whose generated text shows their settings.
     */
    @Test
    public final void capability_r9_03_noSecretInToString() {
        assumeSecrets();
        Secrets secrets = secrets(fixture.config(), fixture.target());
        SyncMode mode = rowModeOrSkip();
        secrets.assertNotIn("the text of the destination", destination);
        secrets.assertNotIn("the text of the spec", spec());
        secrets.assertNotIn("the text of a profile", profile(mode));
        try (DestinationWriter writer = RunWriter.open(destination, request(mode))) {
            secrets.assertNotIn("the text of a writer", writer);
        }
    }

    /**
     * A context class loader that finds nothing, and none at all, make no difference. Asked because hosts load plugins apart. On failure
     * look for drivers that look up classes by the context class loader: set it around the call, or hand them a loader.
     */
    @Test
    public final void required_r9_04_theContextClassLoaderIsNotUsed() {
        SyncMode mode = creatingMode();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        List<@Nullable ClassLoader> loaders = new ArrayList<>();
        loaders.add(new HostileClassLoader());
        loaders.add(null);
        for (ClassLoader loader : loaders) {
            fixture.isolate();
            setContextClassLoader(thread, loader);
            try {
                assertAllWritten("under a foreign context class loader", write(request(mode), sets(people(1, 2))));
                assertThat(check(fixture.config(), fixture.target()).passed())
                        .as("a check under a foreign context class loader passes")
                        .isTrue();
            } finally {
                thread.setContextClassLoader(before);
            }
            assertState("written under a foreign context class loader", people(1, 2));
        }
    }

    /**
     * Neither the default locale nor the default time zone changes what is stored. Asked because hosts run anywhere. On failure look for
     * {@code toLowerCase()}, {@code String.format} and {@code ZoneId.systemDefault()} without an argument.
     */
    @Test
    public final void required_r9_05_localeAndTimeZoneMakeNoDifference() {
        SyncMode mode = creatingMode();
        List<Row> rows = new ArrayList<>(SampleValues.rows());
        rows.addAll(List.of(text("TITLE"), text("title")));
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "de-CH")) {
            fixture.isolate();
            List<Row> accepted;
            try {
                Locale.setDefault(Locale.forLanguageTag(tag));
                TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
                accepted = acceptedOf("sample values under " + tag, rows, write(request(mode), sets(rows)));
            } finally {
                Locale.setDefault(locale);
                TimeZone.setDefault(zone);
            }
            assertState("written under the locale " + tag, accepted);
        }
    }

    /**
     * No secret is logged through {@code java.util.logging}, at any level, nor printed, while settings that work and settings that do not
     * are checked and used. Asked because logs are read by more people than secrets are for. Does not apply when no setting of the fixture
     * is secret. On failure look for drivers that log their URL.
     */
    @Test
    public final void capability_r9_06_noSecretIsLoggedOrPrinted() {
        assumeSecrets();
        SyncMode mode = creatingMode();
        Secrets secrets = secrets(fixture.config(), fixture.target());
        String told = CapturedOutput.during(() -> {
            check(fixture.config(), fixture.target());
            write(request(mode), sets(people(1, 3)));
            for (BrokenSettings broken : fixture.brokenSettings()) {
                secrets.addAll(configSchema(), broken.config());
                secrets.addAll(targetSchema(), broken.target());
                check(broken.config(), broken.target());
                Throwable thrown = catchThrowable(
                        () -> write(request(broken.config(), broken.target(), mode), sets(people(1, 3))));
                assertThat(thrown).as("thrown by a write, %s", broken.name()).isNotNull();
            }
        });
        secrets.assertNotIn("what was logged or printed", told);
    }

    /**
     * The destination works in a class loader of its own, whose parent has the JDK and the SPI only, and brings no SPI classes along. Asked
     * because hosts load plugins so; SPI classes inside a plugin would be another contract of the same name. Tried with the class path of
     * the test. On failure look for shaded jars, and for classes that are looked up by the application's class loader.
     */
    @Test
    public final void required_r9_07_itWorksInALoaderOfItsOwn() throws IOException {
        try (PluginLoader loader = new PluginLoader(destination.getClass())) {
            assertThat(loader.holdsSpi())
                    .as(
                            "SPI classes in the jar or directory of %s",
                            destination.getClass().getName())
                    .isFalse();
            List<Destination> found = loader.destinations(fixture.destinationId());
            assertThat(found).as("destinations found in a loader of their own").hasSize(1);
            Destination apart = found.get(0);
            assertThat(apart.getClass())
                    .as("the class, which another loader loaded")
                    .isNotSameAs(destination.getClass());
            assertThat(apart.check(checkRequest(), CheckObserver.NONE).passed())
                    .as("a check in a loader of its own passes")
                    .isTrue();
            try (DestinationWriter writer = RunWriter.open(apart, request(creatingMode()))) {
                assertAllWritten("in a loader of its own", writeWith(writer, sets(people(1, 2))));
            }
        }
    }

    private CheckRequest checkRequest() {
        return new CheckRequest(
                fixture.config(), Optional.of(fixture.target()), spec().modes(), Duration.ofSeconds(30));
    }

    private void assumeSecrets() {
        assumeTrue(
                !secrets(fixture.config(), fixture.target()).isEmpty(),
                "not applicable: no setting of the fixture is secret");
    }

    @SuppressWarnings("NullAway") // null is a legal context class loader
    private static void setContextClassLoader(Thread thread, @Nullable ClassLoader loader) {
        thread.setContextClassLoader(loader);
    }

    /** Finds nothing but the JDK's own, and gives it out as little as it can. */
    private static final class HostileClassLoader extends ClassLoader {
        HostileClassLoader() {
            super(null);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            throw new ClassNotFoundException("asked of the context class loader: " + name);
        }

        @Override
        public @Nullable URL getResource(String name) {
            return null;
        }

        @Override
        public Enumeration<URL> getResources(String name) {
            return Collections.emptyEnumeration();
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return null;
        }
    }
}
