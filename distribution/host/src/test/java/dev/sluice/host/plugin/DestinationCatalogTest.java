package dev.sluice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationCatalogTest {
    private static final String SOURCE = """
            import dev.sluice.spi.*;
            import java.net.URI;
            import java.util.*;
            public class Plugin implements Destination {
              public Plugin() { CONSTRUCTOR }
              public DestinationSpec spec() {
                return DestinationSpec.builder("ID", SPI_VERSION).displayName("Test").version("1")
                    .documentation(URI.create("https://example.com")).modes(SyncMode.UPSERT)
                    .urlScheme("ID", "url").build();
              }
              public CheckReport check(CheckRequest request, CheckObserver observer) { return null; }
              public WriteProfile profile(WriteRequest request) {
                boolean sees;
                try {
                  Class.forName("tools.jackson.core.JsonFactory");
                  sees = true;
                } catch (ClassNotFoundException e) {
                  sees = false;
                }
                String loader = String.valueOf(Thread.currentThread().getContextClassLoader() == getClass().getClassLoader());
                return WriteProfile.builder(List.of("id"), sees + " " + loader).build();
              }
              public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) { return null; }
            }
            """;

    @TempDir
    Path directory;

    private Path plugin(String name, String id, String constructor) throws IOException {
        return plugin(name, id, constructor, "", "");
    }

    private Path plugin(String name, String id, String constructor, String found, String replacement)
            throws IOException {
        Path work = Files.createDirectories(directory.resolve("work").resolve(name));
        Path source = work.resolve("Plugin.java");
        Files.writeString(
                source,
                SOURCE.replace("ID", id)
                        .replace("CONSTRUCTOR", constructor)
                        .replace(found.isEmpty() ? "no such text" : found, replacement));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        work.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-proc:none",
                        source.toString());
        assertThat(result).isZero();
        Path jar = Files.createDirectories(plugins().resolve(name)).resolve(name + ".jar");
        jar(jar, work, new Manifest());
        return jar;
    }

    @Test
    void aJarThatLiesLooseAmongThePluginsIsToldWithWhereItBelongs() throws IOException {
        Path jar = plugin("one", "one", "");
        Files.move(jar, plugins().resolve("Loose.JAR"));
        Files.delete(jar.getParent());
        try (DestinationCatalog catalog = DestinationCatalog.load(plugins())) {
            assertThat(catalog.find("one")).isEmpty();
            assertThat(catalog.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.error().message()).contains("Loose.JAR", "directory of its own");
                assertThat(failure.error().remedy()).contains("directory");
            });
        }
    }

    /** What a plugin of SPI 0.1 was compiled with, as far as it names it. */
    private static final Map<String, String> OLD_SPI = Map.of(
            "DestinationSpec",
            """
            package dev.sluice.spi;
            public record DestinationSpec(String id, String displayName, String version, java.net.URI documentation,
                String configSchema, String targetSchema, java.util.Set<SyncMode> modes,
                java.util.Map<String, String> urlSchemes, boolean fieldMapping, boolean schemaIntrospection) {}
            """,
            "SyncMode",
            "package dev.sluice.spi; public enum SyncMode { UPSERT }",
            "Destination",
            "package dev.sluice.spi; public interface Destination { DestinationSpec spec(); }",
            "Plugin",
            """
            import dev.sluice.spi.*;
            public class Plugin implements Destination {
              public DestinationSpec spec() {
                return new DestinationSpec("old", "Old", "1", java.net.URI.create("https://example.com"), "{}", "{}",
                    java.util.Set.of(SyncMode.UPSERT), java.util.Map.of(), true, false);
              }
            }
            """);

    @Test
    void aPluginOfAnotherSpiIsRefusedInOneSentenceWithBothVersions() throws IOException {
        plugin("good", "good", "");
        oldPlugin();
        Path newer = plugin("newer", "newer", "");
        name(newer, "0.3");
        try (DestinationCatalog catalog = DestinationCatalog.load(plugins())) {
            assertThat(catalog.destinations())
                    .extracting(installed -> installed.spec().id())
                    .containsExactly("good");
            assertThat(catalog.failures())
                    .extracting(
                            failure -> failure.error().code(),
                            failure -> failure.error().message())
                    .containsExactlyInAnyOrder(
                            tuple(
                                    "PLUGIN_SPI_VERSION",
                                    "The plugin " + newer + " was built for SPI 0.3, and this host has SPI 0.2."),
                            tuple(
                                    "PLUGIN_SPI_VERSION",
                                    "The plugin " + plugins().resolve("old/old.jar")
                                            + " was built for SPI 0.1, and this host has SPI 0.2."));
        }
    }

    @Test
    void anErrorOfAPluginIsADefectOfThePlugin() {
        Destination broken =
                new ContextDestination(new BrokenDestination(), getClass().getClassLoader());
        assertThatThrownBy(broken::errors).isInstanceOfSatisfying(DestinationException.class, e -> {
            assertThat(e.detail().code()).isEqualTo("DESTINATION_BROKEN");
            assertThat(e.detail().category()).isEqualTo(ErrorCategory.INTERNAL);
            assertThat(e).hasMessageContaining("BrokenDestination").hasCauseInstanceOf(NoClassDefFoundError.class);
        });
    }

    @Test
    void aCheckThatDoesNotEndIsGivenUp() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Destination hanging = new ContextDestination(
                new BrokenDestination() {
                    @Override
                    public CheckReport check(CheckRequest request, CheckObserver observer) {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                        return super.check(request, observer);
                    }
                },
                getClass().getClassLoader());
        CheckRequest request =
                new CheckRequest(DestinationConfig.EMPTY, Optional.empty(), Set.of(), Duration.ofMillis(50));
        assertThatThrownBy(() -> hanging.check(request, CheckObserver.NONE))
                .isInstanceOfSatisfying(DestinationException.class, e -> {
                    assertThat(e.detail().code()).isEqualTo("DESTINATION_HANGS");
                    assertThat(e).hasMessageContaining("did not end a check within 100 ms");
                });
        assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aCheckEndsWhenItsCallerIsInterrupted() {
        Destination hanging =
                new ContextDestination(new BrokenDestination(), getClass().getClassLoader());
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> hanging.check(
                            new CheckRequest(
                                    DestinationConfig.EMPTY, Optional.empty(), Set.of(), Duration.ofSeconds(30)),
                            CheckObserver.NONE))
                    .isInstanceOfSatisfying(
                            DestinationException.class,
                            e -> assertThat(e.detail().code()).isEqualTo("CALL_INTERRUPTED"));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Misses a class when it is asked for its codes. */
    private static class BrokenDestination implements Destination {
        @Override
        public DestinationSpec spec() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CheckReport check(CheckRequest request, CheckObserver observer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WriteProfile profile(WriteRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ErrorCode> errors() {
            throw new NoClassDefFoundError("com/example/Missing");
        }
    }

    @Test
    void versionsFitAsTheSpiPromises() {
        assertThat(SpiVersion.isCompatible("0.2", "0.2")).isTrue();
        assertThat(List.of("0.1", "0.3", "1.0", "0.2.1", "", "x"))
                .noneMatch(built -> SpiVersion.isCompatible(built, "0.2"));
        assertThat(List.of("1.0", "1.1")).allMatch(built -> SpiVersion.isCompatible(built, "1.1"));
        assertThat(List.of("1.2", "2.0", "0.2")).noneMatch(built -> SpiVersion.isCompatible(built, "1.1"));
    }

    private void oldPlugin() throws IOException {
        Path work = Files.createDirectories(directory.resolve("work/old"));
        List<String> arguments = new ArrayList<>(List.of("-d", work.toString(), "-cp", work.toString(), "-proc:none"));
        Path sources = Files.createDirectories(directory.resolve("work/old-sources"));
        for (Map.Entry<String, String> type : OLD_SPI.entrySet()) {
            Path source = sources.resolve(type.getKey() + ".java");
            Files.writeString(source, type.getValue());
            arguments.add(source.toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0])))
                .isZero();
        jar(Files.createDirectories(plugins().resolve("old")).resolve("old.jar"), work, new Manifest());
    }

    @Test
    void aVersionInTheManifestsSectionOfOneClassIsNotThatOfThePlugin() throws IOException {
        Path jar = plugin("one", "one", "");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Attributes section = new Attributes();
        section.putValue("Sluice-Spi-Version", "9.9");
        manifest.getEntries().put("Plugin.class", section);
        jar(jar, directory.resolve("work/one"), manifest);
        try (DestinationCatalog catalog = DestinationCatalog.load(plugins())) {
            assertThat(catalog.failures()).isEmpty();
            assertThat(catalog.find("one")).isPresent();
        }
    }

    /** Writes the jar anew, with a manifest that names a version of the SPI. */
    private void name(Path jar, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Sluice-Spi-Version", version);
        jar(jar, directory.resolve("work/newer"), manifest);
    }

    private static void jar(Path jar, Path classes, Manifest manifest) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry("Plugin.class"));
            out.write(Files.readAllBytes(classes.resolve("Plugin.class")));
            out.putNextEntry(new JarEntry("META-INF/services/dev.sluice.spi.Destination"));
            out.write("Plugin\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private Path plugins() {
        return directory.resolve("plugins");
    }

    @Test
    void everyPluginHasAClassLoaderOfItsOwn() throws IOException {
        plugin("one", "one", "");
        plugin("two", "two", "");
        try (DestinationCatalog catalog = DestinationCatalog.load(plugins())) {
            assertThat(catalog.destinations())
                    .extracting(installed -> installed.spec().id())
                    .containsExactly("one", "two");
            assertThat(catalog.failures()).isEmpty();
            String seen = catalog.find("one")
                    .orElseThrow()
                    .destination()
                    .profile(new dev.sluice.spi.WriteRequest(
                            dev.sluice.spi.DestinationConfig.EMPTY,
                            dev.sluice.spi.DestinationConfig.EMPTY,
                            dev.sluice.spi.SyncMode.UPSERT,
                            dev.sluice.spi.RowSchema.of(),
                            List.of()))
                    .target();
            assertThat(seen)
                    .as("sees the host's library; is the context class loader")
                    .isEqualTo("false true");
            assertThat(catalog.findByUrlScheme("TWO")).isPresent();
        }
    }

    @Test
    void aPluginIsToldWithWhatIsWrongWithIt() throws IOException {
        plugin("good", "good", "");
        plugin("early", "early", "} static { if (true) { throw new IllegalStateException(\"canary\"); }");
        plugin(
                "schema",
                "schema",
                "} private static final String NO_JSON = \"no json\"; {",
                ".modes",
                ".configSchema(NO_JSON).modes");
        plugin("silent", "silent", "", "return DestinationSpec", "if (true) { return null; } return DestinationSpec");
        try (DestinationCatalog catalog = DestinationCatalog.load(plugins())) {
            assertThat(catalog.destinations())
                    .extracting(installed -> installed.spec().id())
                    .containsExactly("good");
            assertThat(catalog.failures())
                    .extracting(failure -> failure.error().message())
                    .satisfiesExactlyInAnyOrder(
                            early -> assertThat(early)
                                    .contains("early.jar", "IllegalStateException at", "Plugin.<clinit>")
                                    .doesNotContain("canary"),
                            schema -> assertThat(schema).contains("schema.jar", "no JSON object"),
                            silent -> assertThat(silent).contains("silent.jar", "spec() gives nothing"));
        }
    }

    @Test
    void aPluginThatGivesNoAnswerOrThrowsWhatItDoesNotDeclareIsNamed() throws IOException {
        plugin("check", "check", "");
        plugin(
                "profile",
                "profile",
                "",
                "boolean sees;",
                "boolean sees; if (true) { throw new IllegalStateException(\"canary\"); }");
        try (DestinationCatalog catalog = DestinationCatalog.load(plugins())) {
            Destination silent = catalog.find("check").orElseThrow().destination();
            CheckRequest check =
                    new CheckRequest(DestinationConfig.EMPTY, Optional.empty(), Set.of(), Duration.ofSeconds(1));
            assertThatThrownBy(() -> silent.check(check, step -> {}))
                    .isInstanceOf(DestinationException.class)
                    .hasMessageContaining("Plugin gave no answer to check");
            Destination broken = catalog.find("profile").orElseThrow().destination();
            WriteRequest request = new WriteRequest(
                    DestinationConfig.EMPTY,
                    DestinationConfig.EMPTY,
                    SyncMode.UPSERT,
                    RowSchema.of(new Field("id", FieldType.TEXT)),
                    List.of("id"));
            assertThatThrownBy(() -> broken.profile(request))
                    .isInstanceOf(DestinationException.class)
                    .hasMessageContaining("ended profile with java.lang.IllegalStateException")
                    .hasMessageNotContaining("canary");
        }
    }

    @Test
    void twoOfOneIdAreRefusedNamingBoth() throws IOException {
        Path first = plugin("one", "same", "");
        Path second = plugin("two", "same", "");
        assertThatThrownBy(() -> DestinationCatalog.load(plugins())).isInstanceOfSatisfying(HostException.class, e -> {
            assertThat(e.detail().code()).isEqualTo("PLUGIN_DUPLICATE");
            assertThat(e).hasMessageContaining(first.toString()).hasMessageContaining(second.toString());
        });
    }

    @Test
    void pluginsOfSeveralDirectoriesAreFoundTogetherAndToldByTheirOwnPlaces() throws IOException {
        plugin("one", "one", "");
        plugin("two", "two", "");
        Path others = Files.createDirectories(directory.resolve("others"));
        Files.move(plugins().resolve("two"), others.resolve("two"));
        try (DestinationCatalog catalog = DestinationCatalog.load(plugins(), others, directory.resolve("missing"))) {
            assertThat(catalog.destinations())
                    .extracting(installed -> installed.spec().id())
                    .containsExactly("one", "two");
        }
        plugin("three", "two", "");
        assertThatThrownBy(() -> DestinationCatalog.load(plugins(), others))
                .hasMessageContaining(others.resolve("two/two.jar").toString())
                .hasMessageContaining(plugins().resolve("three/three.jar").toString());
    }

    @Test
    void onePluginThatDoesNotLoadIsNamedAndTheOthersWork() throws IOException {
        plugin("good", "good", "");
        Path thrower = plugin("thrower", "thrower", "if (true) throw new IllegalStateException(\"canary-s3cret\");");
        Files.writeString(Files.createDirectories(plugins().resolve("broken")).resolve("broken.jar"), "this is no jar");
        Files.createDirectories(plugins().resolve("empty"));
        try (DestinationCatalog catalog = DestinationCatalog.load(plugins())) {
            assertThat(catalog.destinations())
                    .extracting(installed -> installed.spec().id())
                    .containsExactly("good");
            assertThat(catalog.failures())
                    .hasSize(3)
                    .allSatisfy(failure -> assertThat(failure.error().remedy()).isNotBlank())
                    .noneSatisfy(
                            failure -> assertThat(failure.error().message()).contains("canary"))
                    .anySatisfy(failure -> assertThat(failure.error().message()).contains(thrower.toString()))
                    .anySatisfy(failure -> assertThat(failure.error().message()).contains("broken"))
                    .anySatisfy(failure -> assertThat(failure.error().message()).contains("empty"));
        }
    }

    @Test
    void withoutADirectoryThereIsNoPlugin() {
        try (DestinationCatalog catalog = DestinationCatalog.load(plugins())) {
            assertThat(catalog.destinations()).isEmpty();
        }
    }

    /** A default of the SPI would answer in place of the plugin. */
    @Test
    void everyCallReachesThePlugin() {
        Map<Class<?>, Class<?>> passing = new HashMap<>();
        passing.put(Destination.class, ContextDestination.class);
        for (Class<?> inner : ContextDestination.class.getDeclaredClasses()) {
            for (Class<?> implemented : inner.getInterfaces()) {
                passing.put(implemented, inner);
            }
        }
        assertThat(passing)
                .containsKeys(Destination.class, DestinationWriter.class, DestinationRun.class, RecordReader.class);
        passing.forEach((called, passer) -> {
            for (Method method : called.getMethods()) {
                if (!Modifier.isStatic(method.getModifiers())) {
                    assertThatCode(() -> passer.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                            .as("%s, passed on by %s", method, passer.getSimpleName())
                            .doesNotThrowAnyException();
                }
            }
        });
    }
}
