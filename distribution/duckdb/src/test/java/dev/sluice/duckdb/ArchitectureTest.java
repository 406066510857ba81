package dev.sluice.duckdb;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The embedded database is used by others and uses nothing of Sluice. */
class ArchitectureTest {
    @Test
    void itKnowsNothingOfSluice() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.sluice\\.(?!duckdb\\.).*")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.sluice"));
    }
}
