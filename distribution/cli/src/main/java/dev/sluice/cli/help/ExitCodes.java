package dev.sluice.cli.help;

/** The exit codes that the help of a command lists, as the parser wants them: number, colon, meaning. */
public final class ExitCodes {
    public static final String HEADING = "%nExit codes:%n";
    public static final String DONE = "0:Done, or nothing to do.";
    public static final String DEFECT = "1:A defect of the program or of a plugin.";
    public static final String WRONG = "2:Wrong options or settings.";
    public static final String LOST = "3:The source or the destination cannot be reached, refuses or is lost.";
    public static final String REJECTED = "4:Done, but rows were rejected.";
    public static final String GUARD = "5:Stopped by a guard.";
    public static final String DIFFERENCES = "6:Differences stay.";
    public static final String LOCKED = "7:Another run holds the sync.";
    public static final String CHANGES = "10:With --detailed-exitcode: there are changes.";
    public static final String STOPPED = "130:Stopped by Ctrl-C; 143 by SIGTERM.";

    private ExitCodes() {}
}
