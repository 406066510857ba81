package dev.sluice.spark.mirror;

import static org.apache.spark.sql.functions.col;

import dev.sluice.spark.SluiceMirror;
import dev.sluice.spark.support.Sessions;
import java.util.Map;

/** What a user runs: a mirror in a process of its own. */
public final class UsersMirror {
    private UsersMirror() {}

    /** @param arguments URL, folder of the state, first row, row after the last */
    public static void main(String[] arguments) {
        SluiceMirror.run(
                Sessions.local()
                        .range(Long.parseLong(arguments[2]), Long.parseLong(arguments[3]))
                        .select(
                                col("id").alias("user_id"),
                                col("id").multiply(2).alias("score")),
                options(arguments[0], arguments[1]));
    }

    static Map<String, String> options(String url, String state) {
        return Map.of(
                "url",
                url,
                "config.key_prefix",
                "user:",
                "key",
                "user_id",
                "state.path",
                state,
                "min_rows",
                "0",
                "max_delete_percent",
                "100");
    }
}
