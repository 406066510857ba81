package dev.sluice.redis;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.redis.port.Reply;

/** The arrows between the packages. */
@AnalyzeClasses(packages = "dev.sluice.redis", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_THE_CONNECTION_ROOMS_KNOW_JEDIS = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.redis.connection..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("redis.clients..");

    @ArchTest
    static final ArchRule THE_CORE_KNOWS_NO_ADAPTER_AND_NO_CONNECTION = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.sluice.redis.write..",
                    "dev.sluice.redis.command..",
                    "dev.sluice.redis.rights..",
                    "dev.sluice.redis.run..",
                    "dev.sluice.redis.failure..",
                    "dev.sluice.redis.retry..",
                    "dev.sluice.redis.port..",
                    "dev.sluice.redis.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.sluice.redis.adapter..",
                    "dev.sluice.redis.connection..",
                    "dev.sluice.redis.check..",
                    "redis.clients..");

    @ArchTest
    static final ArchRule ONLY_THE_WIRING_KNOWS_THE_CONNECTION_ROOMS = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice.redis", "dev.sluice.redis.connection..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.redis.connection..");

    @ArchTest
    static final ArchRule THE_CONNECTION_ROOMS_KNOW_NEITHER_THE_CORE_NOR_ITS_CALLERS = noClasses()
            .that()
            .resideInAPackage("dev.sluice.redis.connection..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.sluice.redis",
                    "dev.sluice.redis.adapter..",
                    "dev.sluice.redis.check..",
                    "dev.sluice.redis.command..",
                    "dev.sluice.redis.rights..",
                    "dev.sluice.redis.read..",
                    "dev.sluice.redis.run..",
                    "dev.sluice.redis.write..");

    /** So every room may use the table of failures and the reader of error replies. */
    @ArchTest
    static final ArchRule FAILURES_AND_RETRIES_KNOW_ONLY_SETTINGS_AND_PORTS = noClasses()
            .that()
            .resideInAnyPackage("dev.sluice.redis.failure", "dev.sluice.redis.retry")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sluice.redis..")
                    .and(resideOutsideOfPackages(
                            "dev.sluice.redis.failure",
                            "dev.sluice.redis.retry",
                            "dev.sluice.redis.config",
                            "dev.sluice.redis.port")));

    @ArchTest
    static final ArchRule THE_ROOMS_HAVE_NO_CYCLE =
            slices().matching("dev.sluice.redis.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_CONNECTION_ROOMS_HAVE_NO_CYCLE =
            slices().matching("dev.sluice.redis.connection.(*)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_ROOM_KNOWS_THE_ROOT_THAT_WIRES_IT = noClasses()
            .that()
            .resideInAPackage("dev.sluice.redis.connection.*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.redis.connection");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_A_HOST_OR_THE_KIT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sluice.host..", "dev.sluice.tck..", "dev.sluice.cli..");

    @ArchTest
    static final ArchRule THE_ENTRY_IS_THE_ONLY_PUBLIC_CLASS_AT_THE_TOP = classes()
            .that()
            .resideInAPackage("dev.sluice.redis")
            .and()
            .arePublic()
            .should()
            .haveSimpleName("RedisDestination");

    /** What an error reply means is decided in one place. */
    @ArchTest
    static final ArchRule ONE_PACKAGE_READS_ERROR_REPLIES = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.redis.failure")
            .should()
            .callMethod(Reply.Refused.class, "text");

    /** A record of the SPI that gets one more component must not break this destination. */
    @ArchTest
    static final ArchRule RECORDS_OF_THE_SPI_ARE_BUILT_NOT_CONSTRUCTED =
            noClasses().should().callConstructorWhere(constructsAWideRecordOfTheSpi());

    private static DescribedPredicate<JavaConstructorCall> constructsAWideRecordOfTheSpi() {
        return DescribedPredicate.describe(
                "the constructor is that of a record of the SPI with more than one component",
                call -> call.getTargetOwner().getPackageName().equals("dev.sluice.spi")
                        && call.getTargetOwner().isAssignableTo(Record.class)
                        && call.getTarget().getRawParameterTypes().size() > 1);
    }
}
