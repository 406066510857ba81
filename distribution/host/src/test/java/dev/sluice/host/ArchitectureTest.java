package dev.sluice.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The host knows the SPI, and no destination, source, state or command. */
class ArchitectureTest {
    private static final JavaClasses HOST = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice.host");

    @Test
    void theHostKnowsNothingOfSluiceButItselfAndTheSpi() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.sluice\\.(?!(spi|host)\\.).*")
                .check(HOST);
    }

    @Test
    void theHostKnowsNoEngineNoFileFormatAndNoClientOfADestination() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.duckdb..", "de.siegmar..", "redis..")
                .check(HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.sluice.redis.RedisDestination",
                "dev.sluice.source.Sources",
                "dev.sluice.state.SyncStates",
                "org.duckdb.DuckDBDriver",
                "com.github.luben.zstd.Zstd"
            })
    void whatTheHostDoesNotKnowIsNotOnItsClassPath(String name) {
        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.sluice.host.(*)..").should().beFreeOfCycles().check(HOST);
    }
}
