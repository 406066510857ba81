package dev.sluice.cli.command;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The list of the host's failures is the list of those that the distribution makes: none is missing, none is left over. */
class FailureListTest {
    private static final JavaClasses DISTRIBUTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(
                    "dev.sluice.host",
                    "dev.sluice.source",
                    "dev.sluice.state",
                    "dev.sluice.duckdb",
                    "dev.sluice.definition",
                    "dev.sluice.cli");

    @Test
    void onlyTheListMakesAFailure() {
        Set<String> factories = Set.of("of", "builder", "setting", "<init>");
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sluice.host.failure")
                .should()
                .accessTargetWhere(describe(
                        "make an ErrorDetail",
                        access -> access.getTargetOwner().isEquivalentTo(ErrorDetail.class)
                                && factories.contains(access.getName())))
                .check(DISTRIBUTION);
    }

    @Test
    void everyFailureOfTheListIsMadeSomewhere() {
        JavaClass list = DISTRIBUTION.get(HostFailure.class);
        assertThat(HostFailure.values())
                .allSatisfy(failure -> assertThat(list.getField(failure.name()).getAccessesToSelf())
                        .as(failure.name())
                        .anyMatch(access -> !access.getOriginOwner().equals(list)));
    }
}
