package dev.sluice.spark.sink;

import dev.sluice.host.failure.ErrorJson;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.json.JsonTree;
import dev.sluice.host.report.ReportJson;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spark.file.HadoopFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The report of a run as JSON, in the form that the command prints, in a file of any file system that Spark knows. */
public final class RunFile {
    private final String folder;
    private final String runId;
    private final Configuration hadoop;

    /** @param runId names the file */
    public RunFile(String folder, String runId, Configuration hadoop) {
        this.folder = folder;
        this.runId = runId;
        this.hadoop = hadoop;
    }

    /**
     * Writes something and removes it again, before the run writes a row.
     *
     * @throws HostException {@code OUTPUT_FAILED}
     */
    public void probe() {
        HadoopFiles.call(
                () -> {
                    Path probe = path("_probe-" + runId);
                    FileSystem system = HadoopFiles.of(probe, hadoop);
                    write(system, probe, Map.of("run", runId));
                    system.delete(probe, false);
                },
                this::unwritable);
    }

    /**
     * Writes the report.
     *
     * @param rejected the folder of rejected rows, if there are any
     * @throws HostException {@code OUTPUT_FAILED}
     */
    public void write(SyncReport report, Optional<String> rejected) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("run", runId);
        json.putAll(ReportJson.of(report));
        report.failure().ifPresent(failure -> json.put("error", ErrorJson.properties(failure)));
        rejected.ifPresent(path -> json.put("rejectedRows", path));
        HadoopFiles.call(
                () -> {
                    Path next = path("_" + runId + ".json");
                    FileSystem system = HadoopFiles.of(next, hadoop);
                    write(system, next, json);
                    if (!system.rename(next, path(runId + ".json"))) {
                        throw new IOException("not renamed");
                    }
                },
                this::unwritable);
    }

    private Path path(String name) {
        return HadoopFiles.path(folder, name, this::unwritable);
    }

    private static void write(FileSystem system, Path file, Map<String, Object> json) throws IOException {
        boolean whole = false;
        try {
            try (OutputStream stream = system.create(file, true)) {
                JsonTree.write(stream, json);
            }
            whole = true;
        } finally {
            if (!whole) {
                system.delete(file, false);
            }
        }
    }

    private HostException unwritable(String reason) {
        return HostFailure.OUTPUT_FAILED
                .exception(
                        "The report of the run cannot be kept in " + folder + " (" + reason + ").",
                        HadoopFiles.remedy(reason, "runs.path"))
                .at("folder", folder);
    }
}
