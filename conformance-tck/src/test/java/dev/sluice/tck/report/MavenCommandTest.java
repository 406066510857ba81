package dev.sluice.tck.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tck.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenCommandTest {
    private static final Rule RULE =
            Rule.named("required_r4_04_aWriterTakesManyBatches").orElseThrow();
    private static final String METHOD = "#required_r4_04_aWriterTakesManyBatches";

    @TempDir
    private Path root;

    private Path module;

    @BeforeEach
    void makeAModule() throws IOException {
        module = Files.createDirectories(root.resolve("build").resolve("deep").resolve("module"));
        Files.createFile(module.resolve("pom.xml"));
    }

    @Test
    void aTestOfItsOwnBuild() {
        assertThat(MavenCommand.of(module, "a.FilesTest", RULE, "42"))
                .isEqualTo("mvn -B test -Dtest=a.FilesTest" + METHOD + " -Dsluice.tck.seed=42");
    }

    @Test
    void aTestOfAModuleIsRunFromTheTopmostPom() throws IOException {
        pom(root.resolve("build").resolve("deep"), "module");
        pom(root.resolve("build"), "deep");
        pom(root, "another");
        assertThat(MavenCommand.of(module, "a.FilesTest", RULE, "42"))
                .isEqualTo("mvn -B test -pl deep/module -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=a.FilesTest"
                        + METHOD + " -Dsluice.tck.seed=42");
    }

    @Test
    void aModuleIsFoundAcrossADirectoryWithoutAPom() throws IOException {
        pom(root.resolve("build"), "deep/module");
        assertThat(MavenCommand.of(module, "a.FilesTest", RULE, "42")).contains(" -pl deep/module ");
    }

    @Test
    void aProjectBelowThePomOfAnotherIsRunInItsOwnDirectory() throws IOException {
        pom(root.resolve("build").resolve("deep"), "another");
        Files.writeString(root.resolve("build").resolve("pom.xml"), "no XML");
        assertThat(MavenCommand.of(module, "a.FilesTest", RULE, "42"))
                .isEqualTo("mvn -B test -Dtest=a.FilesTest" + METHOD + " -Dsluice.tck.seed=42");
    }

    private static void pom(Path directory, String module) throws IOException {
        Files.writeString(
                directory.resolve("pom.xml"),
                "<project><profiles><profile><modules><module>" + module
                        + "</module></modules></profile></profiles></project>");
    }

    @Test
    void anIntegrationTestWithoutASeed() {
        assertThat(MavenCommand.of(module, "a.FilesIT", RULE, ""))
                .isEqualTo("mvn -B verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=a.FilesIT"
                        + METHOD);
    }

    @Test
    void aNestedTestIsQuotedForTheShell() {
        assertThat(MavenCommand.of(module, "a.Outer$FilesTest", RULE, "42"))
                .isEqualTo("mvn -B test '-Dtest=a.Outer$FilesTest" + METHOD + "' -Dsluice.tck.seed=42");
    }
}
