package dev.sluice.state;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

/** The state knows the host's interfaces, and neither sources nor a command or a destination. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice.state");

    @Test
    void itSeesOfSluiceTheSpiTheHostAndTheDatabaseOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.sluice\\.(?!(spi|host|duckdb|state)\\.).*")
                .check(CLASSES);
    }

    /** It finds no driver that came with an application, as in a servlet container. */
    @Test
    void itDoesNotAskTheDriverManager() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(DriverManager.class)
                .check(CLASSES);
    }
}
