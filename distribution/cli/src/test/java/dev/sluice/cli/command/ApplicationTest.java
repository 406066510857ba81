package dev.sluice.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Terminal;
import dev.sluice.host.failure.ExitCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationTest {
    private final Terminal terminal = new Terminal();

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                                        | COMMAND_MISSING
            snyc                                      | COMMAND_UNKNOWN
            sync --frce                               | OPTION_UNKNOWN
            sync --limit                              | ARGUMENT_MISSING
            sync --limit canary-s3cret                | ARGUMENT_INVALID
            check a.csv                               | DEFINITION_UNREADABLE
            check a.csv b.csv                         | ARGUMENT_UNEXPECTED
            sync a.csv --types id --key id --to fake://h | ARGUMENT_INVALID
            sync a.csv --types id=intger --key id --to fake://h | ARGUMENT_INVALID
            sync a.csv --format cvs --key id --to fake://h | ARGUMENT_INVALID
            sync a.csv --quotes maybe --key id --to fake://h | ARGUMENT_INVALID
            sync --sql x --format csv --key id --to fake://h | SOURCE_AMBIGUOUS
            sync a�.csv --key id --to fake://h   | ARGUMENT_INVALID
            sync a.csv --to fake://h                  | KEY_MISSING
            sync --key id --to fake://h               | SOURCE_AMBIGUOUS
            sync a.csv --sql x --key id --to fake://h | SOURCE_AMBIGUOUS
            sync a.csv --key id --to fake://h --limit 0 | LIMIT_INVALID
            sync a.csv --key id --to fake://h --keep  | KEEP_WITHOUT_EMBEDDED
            sync a.csv --key id --to fake://h --mode miror | MODE_UNKNOWN
            plugins describe fak                      | DESTINATION_UNKNOWN
            plugins describe                          | ARGUMENT_MISSING
            """)
    void aLineThatIsWrongIsToldWithCodeAndRemedyAndExitsWith2(String line, String code) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" +");
        assertThat(terminal.run(arguments)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(terminal.err())
                .contains("error " + code + ": ")
                .contains("\n  → ")
                .doesNotContain("canary");
        assertThat(terminal.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"snyc, sync", "chekc, check", "hlep, help", "plugin, plugins"})
    void aCommandThatIsMeantIsNamed(String given, String meant) {
        assertThat(terminal.run(given)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(terminal.err()).contains("Did you mean '" + meant + "'?");
    }

    @Test
    void aSettingThatIsMeantIsNamed() {
        terminal.run("check", "--to", "fake://h", "--set", "rat=1");
        assertThat(terminal.err()).contains("Did you mean 'ratio'?");
    }

    @Test
    void aTypeThatIsMeantIsNamed() {
        terminal.run("sync", "a.csv", "--key", "id", "--to", "fake://h", "--types", "id=intger");
        assertThat(terminal.err()).contains("Did you mean 'integer'?");
    }

    @Test
    void theChoicesOfAnOptionAreNamed() {
        terminal.run("sync", "a.csv", "--key", "id", "--to", "fake://h", "--format", "cvs");
        assertThat(terminal.err()).contains("One of parquet, csv, tsv, ndjson, json, xlsx, avro.");
    }

    @Test
    void aVariableThatCannotBeDecodedIsRefused() {
        Terminal other = new Terminal(Map.of("PW", "cl\uFFFD"), false);
        assertThat(other.run("check", "--to", "fake://:${env:PW}@h")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(other.err()).contains("error VARIABLE_UNDECODABLE: ", "PW");
    }

    @Test
    void helpIsACommandToo() {
        assertThat(terminal.run("help")).isZero();
        assertThat(terminal.out()).contains("Usage: sluice ", "sync", "check", "plugins", "errors", "help");
        Terminal ofCommand = new Terminal();
        assertThat(ofCommand.run("help", "plugins", "describe")).isZero();
        assertThat(ofCommand.out()).contains("Usage: sluice plugins describe");
        Terminal asOption = new Terminal();
        assertThat(asOption.run("plugins", "describe", "--help")).isZero();
        assertThat(asOption.out()).isEqualTo(ofCommand.out());
        Terminal unknown = new Terminal();
        assertThat(unknown.run("help", "snyc")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(unknown.err()).contains("error COMMAND_UNKNOWN: ").contains("Did you mean 'sync'?");
        Terminal json = new Terminal();
        assertThat(json.run("help", "sync", "-o", "json")).isZero();
        assertThat(json.json().path("result").path("usage").asString()).startsWith("Usage: sluice sync");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        String hostile = "x\u001b[2J\u009b\u202eerror\nerror FORGED: \u0007";
        terminal.run("plugins", "describe", hostile);
        terminal.run("plugins", "describe", hostile, "-o", "json");
        assertThat(terminal.err() + terminal.out())
                .contains("x\\u001b[2J\\u009b\\u202eerror")
                .doesNotContain("\u001b", "\u009b", "\u202e", "\u0007", "\nerror FORGED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void aResultThatCannotBeWrittenIsTold(String format) {
        Terminal full = Terminal.withFullOutput();
        assertThat(full.run("plugins", "-o", format)).isEqualTo(ExitCode.FAILED);
        assertThat(full.err()).contains("error OUTPUT_FAILED: ");
        assertThat(Terminal.withFullOutput().run("plugins", "describe", "none"))
                .as("what went wrong first")
                .isEqualTo(ExitCode.CONFIGURATION);
    }

    @ParameterizedTest
    @CsvSource({"-o json", "-ojson", "--output=json", "--output json", "-o JSON"})
    void evenALineThatIsWrongIsAnsweredInJson(String output) {
        assertThat(terminal.run(("sync --frce " + output).split(" "))).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(terminal.json().path("ok").asBoolean()).isFalse();
        assertThat(terminal.json().path("exit").asInt()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(terminal.json().path("error").path("code").asString()).isEqualTo("OPTION_UNKNOWN");
    }

    @Test
    void aPluginThatDoesNotLoadIsNamedAndTheOthersAreListed() {
        assertThat(terminal.run("plugins")).isZero();
        assertThat(terminal.err())
                .contains("warning: The plugin bad.jar does not load.")
                .contains("→ Remove it.");
        assertThat(terminal.out()).contains("fake 1  Fake  modes upsert, mirror");
    }

    @Test
    void settingsAreDescribedAsTheSchemaSays() {
        assertThat(terminal.run("plugins", "describe", "fake")).isZero();
        assertThat(terminal.out())
                .contains("  url (string, required, secret)")
                .contains("  size (integer, default 10)")
                .contains("  format (plain | packed)")
                .contains("  table (string)");
    }

    @Test
    void settingsAreShownInTheGroupsAndTheOrderOfAForm() {
        assertThat(terminal.run("plugins", "describe", "fake")).isZero();
        assertThat(terminal.out()
                        .lines()
                        .filter(line -> line.startsWith("Settings") || line.matches("  \\w+ .*"))
                        .map(line -> line.replaceAll(" \\(.*", "").strip()))
                .containsExactly(
                        "Settings of the connection, Packing:",
                        "format",
                        "size",
                        "Settings of the connection:",
                        "url",
                        "token",
                        "ratio",
                        "strict",
                        "Settings of the connection, advanced:",
                        "depth",
                        "Settings of one sync:",
                        "table");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token=KEY", "tokn=KEY", "size=KEY", "table=KEY", "KEY", "KEY=token"})
    void noLineOfAKeyIsPrintedWhateverIsWrong(String setting) {
        String key = "-----BEGIN PRIVATE KEY-----\ncanary-one+/\ncanary-two==\n-----END PRIVATE KEY-----\n";
        terminal.run(
                "sync",
                "a.csv",
                "--verbose",
                "--key",
                "id",
                "--to",
                "fake://h",
                "--set",
                setting.replace("KEY", key),
                "--limit",
                "0");
        assertThat(terminal.err()).contains("error ").doesNotContain("canary");
        assertThat(terminal.out()).doesNotContain("canary");
    }

    @Test
    void anErrorOfTheMachineEndsTheCommandLikeAnException() {
        int exit = terminal.run(
                () -> {
                    throw new OutOfMemoryError("canary-s3cret");
                },
                "plugins");
        assertThat(exit).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("error MEMORY_EXHAUSTED", "-Xmx").doesNotContain("canary");
    }

    @Test
    void aNumberOfAnotherFormIsToldWhatItShouldBe() {
        assertThat(terminal.run("sync", "a.csv", "--key", "id", "--max-delete-percent", "49.9"))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(terminal.err()).contains("--max-delete-percent=P cannot be read", "It is a whole number.");
    }

    @Test
    void anErrorOfTheMachineIsToldInJsonToo() {
        int exit = terminal.run(
                () -> {
                    throw new NoClassDefFoundError("canary-s3cret");
                },
                "plugins",
                "-o",
                "json");
        assertThat(exit).isEqualTo(ExitCode.DEFECT);
        assertThat(terminal.json().path("command").asString()).isEqualTo("plugins");
        assertThat(terminal.out()).contains("\"INTERNAL\"").doesNotContain("canary");
    }
}
