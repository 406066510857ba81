package dev.sluice.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/** The rooms of the command: which of them calls which. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice.cli");

    @Test
    void noRoomCallsBack() {
        slices().matching("dev.sluice.cli.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void whatSpeaksToTheUserDecidesNothing() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("commands")
                .definedBy("dev.sluice.cli.command")
                .layer("options")
                .definedBy("dev.sluice.cli.option")
                .layer("settings")
                .definedBy("dev.sluice.cli.settings")
                .layer("output")
                .definedBy("dev.sluice.cli.output")
                .layer("main")
                .definedBy("dev.sluice.cli")
                .whereLayer("commands")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("options")
                .mayOnlyBeAccessedByLayers("commands")
                .whereLayer("output")
                .mayNotAccessAnyLayer()
                .check(CLASSES);
    }
}
