package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.support.FlatSchema;
import dev.sluice.tck.support.Secrets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The fixture, and what a destination says about itself. */
abstract class SpecRules extends RuleBase {
    /** Categories that no destination uses. */
    static final Set<ErrorCategory> OF_THE_HOST =
            EnumSet.of(ErrorCategory.GUARD, ErrorCategory.LOCKED, ErrorCategory.CANCELLED);

    private static final List<String> SECRET_WORDS =
            List.of("password", "secret", "token", "credential", "private_key", "api_key", "client_key");

    /**
     * A new space of the fixture is empty, whatever other spaces hold. Asked because every other rule compares whole states. On failure
     * look at {@code isolate()} of the fixture.
     */
    @Test
    public final void required_r0_01_aNewSpaceIsEmpty() {
        seed(person(1));
        isolate();
        assertState("in a new space");
    }

    /**
     * The fixture reads back what it seeds, and replaces a record that it seeds again. Asked because a fixture that loses values hides the faults of the destination. On failure look
     * at {@code seed} and {@code readAll} of the fixture.
     */
    @Test
    public final void required_r0_02_theFixtureReadsBackWhatItSeeds() {
        seed(person(1), person(2, "Zoë"));
        assertState("seeded by the fixture", person(1), person(2, "Zoë"));
        seed(person(1, "replaced"));
        assertState("seeded again by the fixture", person(1, "replaced"), person(2, "Zoë"));
    }

    /**
     * The fixture supplies settings that are invalid, and settings that the target refuses. Asked because a destination has to fail in the
     * right way too. On failure add the missing kind to {@code brokenSettings()} of the fixture.
     */
    @Test
    public final void required_r0_03_theFixtureHasBrokenSettingsOfBothKinds() {
        assertThat(fixture.brokenSettings().stream().map(BrokenSettings::invalid))
                .as("invalid and refused settings")
                .contains(true, false);
    }

    /**
     * ServiceLoader finds the destination exactly once, and a second instance has the same spec. Asked because hosts find it that way. On
     * failure look at {@code META-INF/services} and at the public constructor.
     */
    @Test
    public final void required_r1_01_serviceLoaderFindsItOnce() {
        List<Destination> found = discover();
        assertThat(found).as("destinations of this id").hasSize(1);
        assertThat(found.get(0).spec()).as("spec of a second instance").isEqualTo(spec());
    }

    /**
     * The spec is always the same. Asked because hosts cache it. On failure look for clocks, counters and environment variables in
     * {@code spec()}.
     */
    @Test
    public final void required_r1_02_theSpecIsAConstant() {
        assertThat(destination.spec()).isEqualTo(destination.spec());
        assertThat(spec().documentation().isAbsolute())
                .as("documentation is an absolute URI")
                .isTrue();
    }

    /**
     * Both schemas follow the flat profile: one closed object with scalar properties, each with a title and a description. Asked because
     * every form generator has to be able to show them. On failure look at the property named in the message.
     */
    @Test
    public final void required_r1_03_theSchemasAreFlat() {
        configSchema();
        targetSchema();
    }

    /**
     * The schemas describe every setting that the fixture uses, the fixture sets every required one, and each URL scheme maps to a setting
     * that exists. Asked because hosts refuse settings that no schema describes. On failure look at the names in the message: the schema
     * lacks a setting, or the fixture leaves out a required one.
     */
    @Test
    public final void required_r1_04_theSchemasDescribeTheSettings() {
        assertThat(configSchema().names()).containsAll(fixture.config().values().keySet());
        assertThat(targetSchema().names()).containsAll(fixture.target().values().keySet());
        assertThat(fixture.config().values().keySet())
                .containsAll(configSchema().required());
        assertThat(fixture.target().values().keySet())
                .containsAll(targetSchema().required());
        assertThat(configSchema().names())
                .as("settings that URL schemes map to")
                .containsAll(spec().urlSchemes().values());
    }

    /**
     * A setting that can hold a secret has both {@code "writeOnly": true} and {@code "format": "password"}. The rule examines settings
     * whose names suggest a secret, URLs that contain a password, and settings with only one of the two marks. Asked because hosts hide
     * exactly the settings that are marked. On failure look at the property named in the message; a URL that may contain a password is a
     * secret as a whole.
     */
    @Test
    public final void required_r1_05_secretsAreMarked() {
        assertSecretsMarked("config", configSchema(), fixture.config());
        assertSecretsMarked("target", targetSchema(), fixture.target());
    }

    /**
     * {@code supports} agrees with the modes of the spec, and throws a NullPointerException for null. Asked because a host may use either.
     * On failure remove your own {@code supports}: the default method of the interface is right.
     */
    @Test
    @SuppressWarnings("NullAway") // null on purpose
    public final void required_r1_06_supportsAgreesWithTheSpec() {
        for (SyncMode mode : SyncMode.values()) {
            assertThat(destination.supports(mode))
                    .as("supports(%s)", mode)
                    .isEqualTo(spec().modes().contains(mode));
        }
        assertThatThrownBy(() -> destination.supports(null)).isInstanceOf(NullPointerException.class);
    }

    /**
     * Every call of a destination throws a NullPointerException for a null request, a writer for a null batch and for a null change in one, of
     * which it writes nothing, and a reader for null rows. Asked because it shows a host its own mistakes. On failure look for arguments that
     * are used late or not at all, and for exceptions that are caught and translated.
     */
    @Test
    @SuppressWarnings("NullAway") // null on purpose
    public final void required_r1_07_nullIsRefused() {
        RunContext context = RunContext.of("null");
        RunHandle run = RunHandle.of("null");
        assertNullIsRefused("check(null, …)", () -> destination.check(null, CheckObserver.NONE));
        assertNullIsRefused("profile(null)", () -> destination.profile(null));
        assertNullIsRefused("write(null, …)", () -> destination.write(null, run, context));
        assertNullIsRefused("openRun(null, …)", () -> destination.openRun(null, context));
        assertNullIsRefused("resolve(null, …)", () -> destination.resolve(null, run, context, CommitObserver.NONE));
        WriteRequest request = request(writingMode());
        try (HostRun open = HostRun.open(destination, request, source);
                DestinationWriter writer = destination.write(request, open.handle(), context)) {
            assertNullIsRefused("write(null)", () -> writer.write(null));
            assertNullIsRefused("write of a null change", () -> writer.write(Arrays.asList(null, set(person(1)))));
        }
        assertState("after null was written");
        destination.reader(request, context).ifPresent(reader -> {
            try (reader) {
                assertNullIsRefused("reader(null, …)", () -> destination.reader(null, context));
                assertNullIsRefused("read(null)", () -> reader.read(null));
            }
        });
    }

    /**
     * The codes that {@code errors()} lists are the same each time and in every object, each once, and none has a category of the host: GUARD,
     * LOCKED or CANCELLED. Asked because {@code sluice errors} and documentation explain codes from that list. Does not apply when the list is
     * empty. On failure look at the code in the message.
     */
    @Test
    public final void capability_r1_08_theListOfCodesIsAConstant() {
        List<ErrorCode> codes = destination.errors();
        assumeTrue(!codes.isEmpty(), "not applicable: the destination lists no codes");
        assertThat(destination.errors()).as("codes, asked again").isEqualTo(codes);
        assertThat(discover().get(0).errors()).as("codes of another object").isEqualTo(codes);
        assertThat(codes).extracting(ErrorCode::code).as("codes").doesNotHaveDuplicates();
        assertThat(codes)
                .as("codes with a category of the host")
                .noneMatch(code -> OF_THE_HOST.contains(code.detail().category()));
    }

    private static void assertNullIsRefused(String call, ThrowingCallable code) {
        assertThat(catchThrowable(code)).as("thrown by %s", call).isInstanceOf(NullPointerException.class);
    }

    final FlatSchema configSchema() {
        return new FlatSchema("config", spec().configSchema());
    }

    final FlatSchema targetSchema() {
        return new FlatSchema("target", spec().targetSchema());
    }

    final Secrets secrets(DestinationConfig config, DestinationConfig target) {
        Secrets secrets = new Secrets();
        secrets.addAll(configSchema(), config);
        secrets.addAll(targetSchema(), target);
        return secrets;
    }

    private static void assertSecretsMarked(String name, FlatSchema schema, DestinationConfig config) {
        TreeSet<String> suspects = new TreeSet<>(schema.secrets());
        for (String property : schema.names()) {
            String lower = property.toLowerCase(Locale.ROOT);
            if (SECRET_WORDS.stream().anyMatch(lower::endsWith)) {
                suspects.add(property);
            }
        }
        for (Map.Entry<String, Object> setting : config.values().entrySet()) {
            if (String.valueOf(setting.getValue()).matches("(?s)[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*:[^/?#]*@.*")) {
                suspects.add(setting.getKey());
            }
        }
        assertThat(suspects.stream()
                        .filter(property -> !schema.isFullyMarked(property))
                        .toList())
                .as("secret settings of the %s schema that are not marked", name)
                .isEmpty();
    }
}
