package dev.sluice.spark.file;

import dev.sluice.host.failure.HostException;
import java.io.IOException;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the file systems of Hadoop, which throw more than they declare: a full local disk is an {@link FSError}, and a file system that is not
 * installed a RuntimeException or a LinkageError.
 */
public final class HadoopFiles {
    private static final String MISSING = "Spark has no file system of this scheme";

    private HadoopFiles() {}

    /** Something that is done with files. */
    @FunctionalInterface
    public interface Call {
        /** Does it. */
        void make() throws IOException;
    }

    /**
     * The path of something in a folder.
     *
     * @throws HostException what failure makes, if there is no such path
     */
    public static Path path(String folder, String name, Function<String, HostException> failure) {
        try {
            return new Path(folder, name);
        } catch (IllegalArgumentException e) {
            throw failure.apply("it is no path");
        }
    }

    /**
     * The file system of a path. Of the local disk the one without checksums: the other leaves a file open that it cannot write to the end, and
     * puts a further file beside each.
     */
    public static FileSystem of(Path path, Configuration hadoop) throws IOException {
        FileSystem system = path.getFileSystem(hadoop);
        return system instanceof LocalFileSystem local ? local.getRaw() : system;
    }

    /**
     * Makes a call.
     *
     * @param failure what to throw, by the reason in a few words; what messages of a file system say may be anything
     * @throws HostException that one, if the call fails with whatever; as it is, if the call throws it itself
     */
    public static void call(Call call, Function<String, HostException> failure) {
        try {
            call.make();
        } catch (HostException e) {
            throw e;
        } catch (IOException | RuntimeException | FSError | LinkageError e) {
            throw failure.apply(reason(e));
        }
    }

    /**
     * What to do about a failure.
     *
     * @param option names the folder
     */
    public static String remedy(String reason, String option) {
        return reason.equals(MISSING)
                ? "Give Spark its connector, such as --packages org.apache.hadoop:hadoop-aws:VERSION for s3a, in the version of Spark's Hadoop; or"
                        + " name another folder by " + option + "."
                : "Check that " + option
                        + " is of a file system that has room and that driver and executors may write to.";
    }

    private static String reason(Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClassNotFoundException
                    || cause instanceof LinkageError
                    || cause instanceof UnsupportedFileSystemException) {
                return MISSING;
            }
        }
        Throwable told = thrown.getCause() instanceof IOException below ? below : thrown;
        return told.getClass().getSimpleName();
    }
}
