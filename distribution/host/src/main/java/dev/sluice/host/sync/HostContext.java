package dev.sluice.host.sync;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What the engine says of a run to its destination, and what it hears from it. Safe for use by several threads. */
final class HostContext implements RunContext {
    private static final int MAX_WARNINGS = 100;
    private static final int SYNC_ID_DIGITS = 8;

    private final String runId = UlidCreator.getUlid().toString();
    private final Optional<String> syncId;
    private final Consumer<String> notices;
    private final Map<ErrorDetail, Boolean> told = new ConcurrentHashMap<>();

    /**
     * @param sync the sync's name, if the run keeps a state
     * @param notices takes each distinct warning once
     */
    HostContext(Optional<String> sync, Consumer<String> notices) {
        this.syncId = sync.map(HostContext::digest);
        this.notices = notices;
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    public Optional<String> syncId() {
        return syncId;
    }

    @Override
    public void report(RunEvent event) {
        if (event instanceof RunEvent.Warning warning
                && told.size() < MAX_WARNINGS
                && told.putIfAbsent(warning.what(), true) == null) {
            notices.accept(warning.what().message() + " " + warning.what().remedy());
        }
    }

    private static String digest(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, SYNC_ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
