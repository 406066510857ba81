package dev.sluice.spark.option;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What an option refers to on the driver: a variable or a file, so that a secret is in no option. */
final class Reference {
    private Reference() {}

    /** @throws HostException {@code VARIABLE_UNSET} */
    static String variable(String option, String name) {
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

    /** The text of a file without one line end at its end. */
    static String file(String option, String name) {
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
