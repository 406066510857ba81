package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.host.Answers;
import dev.sluice.tck.host.OtherProcess;
import dev.sluice.tck.support.FlatSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Settings and profiles in other processes, and settings that the fixture leaves unset. */
abstract class ElsewhereRules extends SettingsRules {
    private static final String NO_PROCESS = "no other JVM starts with the class path of the test";
    private static final int PROCESSES = 3;

    /**
     * A destination that is loaded, asked for its spec, its codes and a profile, or for a check of invalid settings, does no I/O: it looks up
     * no host, opens no connection, writes no file and starts no process. Asked because planning and forms must work, at once, without a
     * network. Untested where no other JVM starts, and in a JVM from version 24 on, which does not tell of I/O. On failure look for
     * {@code InetAddress.getByName} and constructors of {@code InetSocketAddress} where settings are read, for addresses that are compared
     * with {@code URL.equals}, and for a check that connects before it has validated.
     */
    @Test
    public final void capability_r3_17_validationDoesNoIo() {
        SyncMode mode = rowModeOrSkip();
        List<WriteRequest> profiles = new ArrayList<>(List.of(request(mode)));
        List<WriteRequest> checks = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("loading and spec()", "a profile of working settings"));
        for (BrokenSettings broken : refused()) {
            profiles.add(request(broken.config(), broken.target(), mode));
            names.add("a profile, " + broken.name());
        }
        for (BrokenSettings broken : fixture.brokenSettings()) {
            if (broken.invalid()) {
                checks.add(request(broken.config(), broken.target(), mode));
                names.add("a check of invalid settings, " + broken.name());
            }
        }
        Answers answers = OtherProcess.validation(fixture.destinationId(), profiles, checks)
                .orElseThrow(() -> untested(NO_PROCESS));
        if (!answers.told()) {
            throw untested("this JVM does not tell of I/O");
        }
        for (int i = 0; i < names.size(); i++) {
            assertThat(answers.done().get(i)).as("I/O of %s", names.get(i)).isEmpty();
        }
    }

    /**
     * Every object of the destination makes the same profile of a request: another one, and those of other processes, which have another
     * default locale and time zone. Asked because the host compares the target and the rendering of a run with those
     * of the last one, which was another process. Untested where no other JVM starts. On failure look for random names, hash codes of
     * objects, the order of a {@code Set.of} or a hash map, and formats without a locale.
     */
    @Test
    public final void capability_r3_18_theProfileIsTheSameElsewhere() {
        List<WriteRequest> requests = rowModes().stream().map(this::request).toList();
        assumeTrue(!requests.isEmpty(), "not applicable: the spec declares no mode that writes rows");
        for (WriteRequest request : requests) {
            Map<String, String> here = Answers.of(destination, request);
            assertThat(Answers.of(discover().get(0), request))
                    .as("profile of %s of another object", request.mode())
                    .isEqualTo(here);
        }
        List<Answers> elsewhere = OtherProcess.profiles(PROCESSES, fixture.destinationId(), requests)
                .orElseThrow(() -> untested(NO_PROCESS));
        for (Answers answers : elsewhere) {
            for (int i = 0; i < requests.size(); i++) {
                assertThat(answers.said().get(i))
                        .as("profile of %s in another process", requests.get(i).mode())
                        .isEqualTo(Answers.of(destination, requests.get(i)));
            }
        }
    }

    /**
     * Settings that lead to the same records have the same target: a number that is larger or smaller by one, each choice of a flag or a list
     * of texts, a text of the sync in another case, and the settings of a user of limited rights. Whether they lead there is tried with a row, which may stay
     * elsewhere. Asked because the host forgets its
     * state of a target, and writes everything again, when the target is another. On failure leave out of the target what does not decide
     * where records go, such as timeouts, sizes and users, and fold
     * what the target itself folds, such as the case of a table's name.
     */
    @Test
    public final void required_r3_20_theTargetIgnoresTheRest() {
        SyncMode mode = writingMode();
        long id = 1;
        for (String name : configSchema().names()) {
            for (Object value : others(configSchema(), fixture.config(), name)) {
                assertSameTarget(mode, "/config/" + name, fixture.config().with(name, value), fixture.target(), id++);
            }
        }
        for (String name : targetSchema().names()) {
            for (Object value : others(targetSchema(), fixture.target(), name)) {
                assertSameTarget(
                        mode,
                        "/target/" + name,
                        fixture.config(),
                        fixture.target().with(name, value),
                        id++);
            }
        }
        for (Map.Entry<String, Object> setting : fixture.target().values().entrySet()) {
            if (setting.getValue() instanceof String text) {
                assertSameTarget(
                        mode,
                        "/target/" + setting.getKey() + ", in another case",
                        fixture.config(),
                        fixture.target().with(setting.getKey(), otherCase(text)),
                        id++);
            }
        }
        fixture.limited()
                .filter(limited -> limited.target().equals(fixture.target()))
                .filter(limited -> limited.config()
                        .values()
                        .keySet()
                        .equals(fixture.config().values().keySet()))
                .ifPresent(limited -> assertThat(destination
                                .profile(request(limited.config(), limited.target(), mode))
                                .target())
                        .as("target of %s", limited.name())
                        .isEqualTo(profile(mode).target()));
    }

    /** Other values of a number, a flag or a list of texts. */
    private static List<Object> others(FlatSchema schema, DestinationConfig config, String name) {
        List<Object> others = new ArrayList<>(schema.choices(name));
        config.value(name).or(() -> schema.fallback(name)).ifPresent(value -> {
            if (value instanceof Long number) {
                others.add(number + 1);
                others.add(number - 1);
            }
        });
        return others;
    }

    private void assertSameTarget(
            SyncMode mode, String pointer, DestinationConfig config, DestinationConfig target, long id) {
        WriteRequest request = request(config, target, mode);
        try {
            if (!destination.profile(request).target().equals(profile(mode).target())
                    && write(request, List.of(set(person(id)))).outcome(0) instanceof Outcome.Written) {
                assertThat(fixture.readAll().keySet())
                        .as(
                                "records of the space, after a row was written with another %s, which has another"
                                        + " target",
                                pointer)
                        .doesNotContain(name(person(id)));
            }
        } catch (DestinationException e) {
            assertThat(e.detail().category())
                    .as(
                            "category of the refusal of another %s: %s",
                            pointer, e.detail().code())
                    .isNotEqualTo(ErrorCategory.INTERNAL);
        }
    }

    /**
     * Each optional setting that the fixture leaves unset works when it is set alone: rows are written with it, and the connection passes a
     * check. The rule takes the values of {@code optionalConfig()} and {@code optionalTarget()} of the fixture, the choices of a flag or a
     * list of texts, and the default. Asked because users set what is offered. Untested if the fixture has no value for one of them; the
     * report names it. On failure look at where the setting in the message is read.
     */
    @Test
    public final void capability_r3_19_optionalSettingsWork() {
        List<String> untried = new ArrayList<>();
        boolean any = tryOptional("config", configSchema(), untried);
        any |= tryOptional("target", targetSchema(), untried);
        assumeTrue(any, "not applicable: the fixture sets every setting");
        if (!untried.isEmpty()) {
            throw untested(
                    "the fixture leaves unset, and has no value for, the settings " + String.join(", ", untried));
        }
    }

    /** Whether a setting was unset. */
    private boolean tryOptional(String part, FlatSchema schema, List<String> untried) {
        boolean any = false;
        boolean connection = part.equals("config");
        for (String name : schema.names()) {
            if ((connection ? fixture.config() : fixture.target()).value(name).isEmpty()) {
                any = true;
                List<Object> values = values(connection, schema, name);
                for (Object value : values) {
                    tryWith("/" + part + "/" + name, connection, name, value);
                }
                if (values.isEmpty()) {
                    untried.add("/" + part + "/" + name);
                }
            }
        }
        return any;
    }

    private List<Object> values(boolean connection, FlatSchema schema, String name) {
        Optional<Object> given = (connection ? fixture.optionalConfig() : fixture.optionalTarget()).value(name);
        if (given.isPresent()) {
            return List.of(given.get());
        }
        List<Object> choices = schema.choices(name);
        return choices.isEmpty() ? schema.fallback(name).map(List::of).orElse(List.of()) : choices;
    }

    /** A value of the fixture has to work; any other may be refused, since not every target has what it chooses. */
    private void tryWith(String pointer, boolean connection, String name, Object value) {
        isolate();
        SyncMode mode = writingMode();
        DestinationConfig config = connection ? fixture.config().with(name, value) : fixture.config();
        DestinationConfig target =
                connection ? fixture.target() : fixture.target().with(name, value);
        boolean given = (connection ? fixture.optionalConfig() : fixture.optionalTarget())
                .value(name)
                .isPresent();
        try {
            BatchResult result = write(request(config, target, mode), sets(people(1, 2)));
            if (given) {
                assertAllWritten("with " + pointer, result);
                assertThat(check(config, target).passed())
                        .as("a check with %s passes", pointer)
                        .isTrue();
            }
        } catch (DestinationException e) {
            assertThat(given)
                    .as(
                            "refusal of the fixture's value of the optional setting %s: %s",
                            pointer, e.detail().code())
                    .isFalse();
            assertThat(e.detail().category())
                    .as("category of the refusal of %s: %s", pointer, e.detail().code())
                    .isNotEqualTo(ErrorCategory.INTERNAL);
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "thrown with the optional setting " + pointer + ": "
                            + e.getClass().getName(),
                    e);
        }
    }
}
