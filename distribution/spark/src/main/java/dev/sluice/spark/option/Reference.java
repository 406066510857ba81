package dev.sluice.spark.option;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What an option refers to on the driver: a variable or a file, so that a secret is in no option. */
final class Reference {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private Reference() {}

    /** @throws HostException {@code VARIABLE_UNSET}; what is no name is not repeated, because it may be the secret itself */
    static String variable(String option, String name) {
        if (!NAME.matcher(name).matches()) {
            throw HostFailure.VARIABLE_UNSET.exception(
                    "The option " + option + " names no variable: its value is not the name of one.",
                    "Give the name of a variable of the driver that holds the value, such as REDIS_URL.");
        }
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw HostFailure.VARIABLE_UNSET.exception(
                    "The variable '" + name + "' that the option " + option
                            + " names is not set where the driver runs.",
                    "Set it there: in the environment of spark-submit, or with --deploy-mode cluster by"
                            + " spark.yarn.appMasterEnv.NAME or spark.kubernetes.driverEnv.NAME.");
        }
        return value;
    }

    /** Not repeated, because it may hold a password: an address in the place of a path. */
    private static HostException address(String option) {
        return HostFailure.REFERENCE_FILE.exception(
                "The option " + option + " names no file: its value is an address.",
                "Give the path of a file of the driver that holds the value.");
    }

    /** The text of a file without one line end at its end. */
    static String file(String option, String name) {
        if (name.contains("://")) {
            throw address(option);
        }
        try {
            String text = Files.readString(Path.of(name), StandardCharsets.UTF_8);
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException | InvalidPathException e) {
            throw HostFailure.REFERENCE_FILE.exception(
                    "The file '" + name + "' that the option " + option + " names cannot be read ("
                            + e.getClass().getSimpleName() + ").",
                    "Check the path where the driver runs, and that the driver may read it.");
        }
    }
}
