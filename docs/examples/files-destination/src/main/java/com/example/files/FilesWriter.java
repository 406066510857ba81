package com.example.files;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteProfile.Absent;
import dev.sluice.spi.WriteProfile.Existing;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Writes each file beside its place and moves it there, so that a reader sees the old record or the new one, never a part. */
final class FilesWriter implements DestinationWriter {
    private final Path directory;
    private final SyncMode mode;
    private final WriteProfile profile;
    private boolean closed;

    FilesWriter(Path directory, SyncMode mode, WriteProfile profile) {
        this.directory = directory;
        this.mode = mode;
        this.profile = profile;
    }

    @Override
    public BatchResult write(List<Change> batch) {
        if (closed) {
            throw DestinationException.closed();
        }
        BatchResult.Builder result = BatchResult.builder(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            try {
                result.set(i, apply(batch.get(i)));
            } catch (IOException e) {
                // The disk, not the row: nobody knows what became of this change, and the rest is not tried.
                DestinationException failure = failure(e);
                ErrorDetail error = ErrorDetail.of(
                        failure.detail().code(),
                        failure.detail().category(),
                        String.valueOf(failure.getMessage()),
                        failure.detail().remedy(),
                        true);
                return result.setRest(Outcome.indeterminate(error))
                        .stop(failure)
                        .build();
            }
        }
        return result.build();
    }

    private Outcome apply(Change change) throws IOException {
        Optional<Identity> identity = Identity.of(change.row(), profile.identity());
        if (identity.isEmpty()) {
            return rejected("KEY_EMPTY", "The key of the row is missing, blank or nested.", "Give every row a key.");
        }
        Optional<String> name = FileName.of(identity.get().text());
        if (name.isEmpty()) {
            return rejected("KEY_UNSUITABLE", "The key makes no file name.", "Use a shorter key.");
        }
        Path file = directory.resolve(name.get());
        if (change instanceof Change.Remove) {
            if (mode != SyncMode.MIRROR) {
                return rejected("REMOVAL_UNEXPECTED", "Only a mirror removes records.", "Use the mode MIRROR.");
            }
            Files.deleteIfExists(file);
            return Outcome.WRITTEN;
        }
        boolean there = Files.exists(file);
        if (there && profile.existing() == Existing.SKIP) {
            return Outcome.skipped("FILE_EXISTS");
        }
        if (!there && profile.absent() == Absent.SKIP) {
            return Outcome.skipped("FILE_ABSENT");
        }
        Optional<byte[]> content = JsonRow.of(change.row());
        if (content.isEmpty()) {
            return rejected(
                    "VALUE_UNSUITABLE", "A value has no JSON form.", "Leave out NaN, infinities and broken text.");
        }
        Path beside = directory.resolve(name.get() + ".tmp");
        Files.write(beside, content.get());
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return Outcome.WRITTEN;
    }

    private static Outcome rejected(String code, String message, String remedy) {
        return Outcome.rejected(ErrorDetail.of(code, ErrorCategory.DATA, message, remedy, false));
    }

    /** Not chained: the message of the exception names the file, and so the row. */
    static DestinationException failure(IOException e) {
        if (e instanceof AccessDeniedException) {
            return DestinationException.of(ErrorDetail.of(
                    "WRITE_FORBIDDEN",
                    ErrorCategory.PERMISSION,
                    "The directory may not be written to.",
                    "Give the user of this process the right to create and delete files there.",
                    false));
        }
        if (e instanceof NoSuchFileException) {
            return DestinationException.of(ErrorDetail.of(
                    "DIRECTORY_GONE", ErrorCategory.CONNECTION, "The directory is gone.", "Create it again.", true));
        }
        return DestinationException.of(ErrorDetail.of(
                "DISK_FAILED",
                ErrorCategory.CAPACITY,
                "The file system answered with " + e.getClass().getSimpleName() + ".",
                "See whether the disk is full or was taken away.",
                true));
    }

    @Override
    public void close() {
        closed = true;
    }
}
