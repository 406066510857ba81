package dev.sluice.cli.help;

/** The sections of options in the help of a command, in the order in which they are shown. */
public enum Section {
    FILES("Rows from files"),
    DATABASE("Rows from a database"),
    DESTINATION("Destination"),
    SYNC("Sync"),
    MIRROR("Mirrors"),
    GUARDS("Guards"),
    RUN("Run and state"),
    TOLD("What is kept of runs, and who is told"),
    COMMAND("Of this command"),
    EVERY_COMMAND("Every command");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
