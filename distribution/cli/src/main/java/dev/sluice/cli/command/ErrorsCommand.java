package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Host;
import dev.sluice.cli.installation.Version;
import dev.sluice.host.failure.ErrorJson;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.host.report.FailureText;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What codes mean, and what to do about each: those of the command and the host, and of every installed destination. */
@Command(
        name = "errors",
        description =
                "Lists the error codes, those of the installed destinations too, or says what one means and what to do.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class ErrorsCommand implements Callable<Integer> {
    private final Application application;

    @Parameters(arity = "0..1", paramLabel = "CODE", description = "The code, for example CONNECTION_REFUSED.")
    private @Nullable String code;

    ErrorsCommand(Application application) {
        this.application = application;
    }

    /**
     * A code and who reports it.
     *
     * @param title in words
     * @param destination its id; null if it is none in particular
     */
    private record Listed(String title, @Nullable String destination, ErrorCode error) {}

    @Override
    public Integer call() {
        List<Listed> all = all();
        List<Listed> wanted = code == null ? all : named(code, all);
        List<String> words = code == null ? overview(all) : explanation(wanted);
        return application.end(
                "errors",
                ExitCode.DONE,
                wanted.stream().map(ErrorsCommand::entry).toList(),
                words);
    }

    private List<Listed> all() {
        List<Listed> all = new ArrayList<>();
        for (HostFailure failure : HostFailure.values()) {
            all.add(new Listed("sluice", null, failure.listed()));
        }
        ErrorCode.COMMON.forEach(error -> all.add(new Listed("every destination", null, error)));
        for (Host.Installed installed : application.host().destinations()) {
            String id = installed.destination().spec().id();
            try {
                installed.destination().errors().forEach(error -> all.add(new Listed(id, id, error)));
            } catch (DestinationException e) {
                application.console().say("warning: " + FailureText.message(e.detail()));
            }
        }
        return all;
    }

    private static List<Listed> named(String given, List<Listed> all) {
        String code = given.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        List<Listed> found = all.stream()
                .filter(listed -> listed.error().code().equals(code))
                .toList();
        if (found.isEmpty()) {
            List<String> codes =
                    all.stream().map(listed -> listed.error().code()).distinct().toList();
            throw HostFailure.CODE_UNKNOWN.exception(
                    "Nothing that is installed reports the code '" + given + "'.",
                    NearestName.question(code, codes) + "`sluice errors` lists the codes.");
        }
        return found;
    }

    private static List<String> overview(List<Listed> all) {
        int width = all.stream()
                .mapToInt(listed -> listed.error().code().length())
                .max()
                .orElse(0);
        List<String> words = new ArrayList<>();
        String title = "";
        for (Listed listed : all) {
            if (!listed.title().equals(title)) {
                title = listed.title();
                if (!words.isEmpty()) {
                    words.add("");
                }
                words.add(title);
            }
            words.add(String.format(
                    Locale.ROOT,
                    "  %-" + width + "s  %s",
                    listed.error().code(),
                    listed.error().detail().message()));
        }
        return words;
    }

    private static List<String> explanation(List<Listed> wanted) {
        List<String> words = new ArrayList<>();
        for (Listed listed : wanted) {
            ErrorCode error = listed.error();
            words.add(error.code() + " (" + listed.title() + ", "
                    + name(error.detail().category()) + ")");
            words.add("  " + error.detail().message());
            words.add("  → " + error.detail().remedy());
            words.add("  " + reach(error)
                    + (error.detail().retryable() ? " A later run may succeed without any change." : ""));
        }
        return words;
    }

    private static String reach(ErrorCode error) {
        return switch (error.scope()) {
            case RUN -> "It ends the run.";
            case WARNING -> "It is a warning and ends nothing.";
            case ROW ->
                error.partial()
                        ? "The row is rejected, and may have been applied in part; the others stand."
                        : "The row is rejected and has changed nothing; the others stand.";
            case CHECK -> "Only a check reports it.";
        };
    }

    private static Map<String, @Nullable Object> entry(Listed listed) {
        ErrorCode error = listed.error();
        Map<String, @Nullable Object> entry = new LinkedHashMap<>(ErrorJson.properties(error.detail()));
        entry.put("destination", listed.destination());
        entry.put("scope", name(error.scope()));
        entry.put("partial", error.partial());
        return entry;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
