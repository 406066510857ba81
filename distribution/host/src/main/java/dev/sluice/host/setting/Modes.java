package dev.sluice.host.setting;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.SyncMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Sync modes as users write them. */
public final class Modes {
    private Modes() {}

    /** Lower case, with dashes. */
    public static String name(SyncMode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The modes of a destination, in the order in which they are declared. */
    public static List<String> names(DestinationSpec spec) {
        return Arrays.stream(SyncMode.values())
                .filter(spec.modes()::contains)
                .map(Modes::name)
                .toList();
    }

    /**
     * The mode of this name, offered by the destination or not.
     *
     * @throws HostException if there is no such mode
     */
    public static SyncMode parse(String text, DestinationSpec spec) {
        String wanted = text.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        return Arrays.stream(SyncMode.values())
                .filter(mode -> name(mode).equals(wanted))
                .findFirst()
                .orElseThrow(() -> HostFailure.MODE_UNKNOWN.exception(
                        "There is no mode '" + text + "'.",
                        NearestName.question(wanted, names(spec)) + "Modes of " + spec.id() + ": "
                                + String.join(", ", names(spec)) + "."));
    }
}
