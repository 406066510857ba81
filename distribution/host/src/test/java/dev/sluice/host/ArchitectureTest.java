package dev.sluice.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of the house: the host knows the SPI and no destination. */
class ArchitectureTest {
    private static final JavaClasses HOST = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice.host");

    @Test
    void theHostKnowsNothingOfSluiceButItselfAndTheSpi() {
        classes()
                .that()
                .resideInAPackage("dev.sluice.host..")
                .should()
                .onlyAccessClassesThat()
                .resideOutsideOfPackages("dev.sluice.redis..", "dev.sluice.cli..", "dev.sluice.tck..")
                .check(HOST);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("redis\\..*")
                .check(HOST);
    }

    @Test
    void noDestinationIsOnTheClassPathThatTheHostIsBuiltWith() {
        assertThatThrownBy(() -> Class.forName("dev.sluice.redis.RedisDestination"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.sluice.host.(*)..").should().beFreeOfCycles().check(HOST);
    }
}
