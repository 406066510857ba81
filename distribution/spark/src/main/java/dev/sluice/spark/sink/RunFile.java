package dev.sluice.spark.sink;

import dev.sluice.host.failure.ErrorJson;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.json.JsonTree;
import dev.sluice.host.report.ReportJson;
import dev.sluice.host.report.SyncReport;
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
    private final Configuration hadoop;

    public RunFile(String folder, Configuration hadoop) {
        this.folder = folder;
        this.hadoop = hadoop;
    }

    /** @param rejected the folder of rejected rows, if there are any */
    public void write(String runId, SyncReport report, Optional<String> rejected) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("run", runId);
        json.putAll(ReportJson.of(report));
        report.failure().ifPresent(failure -> json.put("error", ErrorJson.properties(failure)));
        rejected.ifPresent(path -> json.put("rejectedRows", path));
        Path file = new Path(folder, runId + ".json");
        try {
            FileSystem system = file.getFileSystem(hadoop);
            Path next = new Path(folder, "_" + runId + ".json");
            try (OutputStream stream = system.create(next, true)) {
                JsonTree.write(stream, json);
            }
            if (!system.rename(next, file)) {
                throw new IOException("not renamed");
            }
        } catch (IOException | IllegalArgumentException e) {
            throw HostFailure.OUTPUT_FAILED
                    .exception(
                            "The report of the run cannot be written to " + file + " ("
                                    + e.getClass().getSimpleName() + "). The rows are written.",
                            "Check that runs.path is of a file system that has room and that the driver may write to.")
                    .at("file", file.toString());
        }
    }
}
