package dev.sluice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.HostException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
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
        Path work = Files.createDirectories(directory.resolve("work").resolve(name));
        Path source = work.resolve("Plugin.java");
        Files.writeString(source, SOURCE.replace("ID", id).replace("CONSTRUCTOR", constructor));
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
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("Plugin.class"));
            out.write(Files.readAllBytes(work.resolve("Plugin.class")));
            out.putNextEntry(new JarEntry("META-INF/services/dev.sluice.spi.Destination"));
            out.write("Plugin\n".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
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
    void twoOfOneIdAreRefusedNamingBoth() throws IOException {
        Path first = plugin("one", "same", "");
        Path second = plugin("two", "same", "");
        assertThatThrownBy(() -> DestinationCatalog.load(plugins())).isInstanceOfSatisfying(HostException.class, e -> {
            assertThat(e.detail().code()).isEqualTo("PLUGIN_DUPLICATE");
            assertThat(e).hasMessageContaining(first.toString()).hasMessageContaining(second.toString());
        });
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
}
