package dev.sluice.cli.command;

import dev.sluice.cli.embedded.EmbeddedServer;
import dev.sluice.cli.embedded.EpochMarker;
import dev.sluice.cli.option.SyncOptions;
import dev.sluice.cli.settings.Settings;
import dev.sluice.host.definition.SyncDefinition;

/** A sync whose target is the embedded server, which runs for as long as it is used. */
final class EmbeddedTarget {
    private EmbeddedTarget() {}

    /** What is done while the server runs. */
    interface Use<T> {
        /** @param located the settings with the address of the server */
        T with(Settings located, SyncDefinition definition, EmbeddedServer server);
    }

    /**
     * The server is used by one sync at a time.
     *
     * @param target as the profile of the sync has it before the server has a port
     */
    static synchronized <T> T use(Application application, SyncOptions.Resolved sync, String target, Use<T> use) {
        sync.place().prepare(application.console());
        try (EmbeddedServer server = EmbeddedServer.start(sync.place().embedded(application.console()))) {
            application.console().redactor().secret(server.url());
            application.say("Embedded Redis " + server.name().substring("redis-".length()) + " listens on "
                    + server.address() + ", data in " + server.directory() + ", password in "
                    + server.passwordFile());
            Settings located = sync.settings().at(server.url());
            String epoch =
                    // What the marker is written with does not depend on the sync.
                    EpochMarker.read(located.bare(), server.directory().resolve("epoch"));
            SyncDefinition definition = sync.definition().toBuilder()
                    .config(located.config())
                    .target(located.target())
                    // The port differs at every start, and what the state remembers holds for all of them.
                    .stateTarget(server.name() + " " + target)
                    .epoch(epoch)
                    .build();
            return use.with(located, definition, server);
        }
    }
}
