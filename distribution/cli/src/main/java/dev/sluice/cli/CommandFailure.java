package dev.sluice.cli;

/** A reason for which the command ends: what happened, its code, what to do, and the exit code. Holds no secret. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final String code;
    private final String remedy;

    /**
     * @param exit the exit code
     * @param code stable, upper case with underscores
     * @param message what happened
     * @param remedy what to do
     */
    CommandFailure(int exit, String code, String message, String remedy) {
        super(message);
        this.exit = exit;
        this.code = code;
        this.remedy = remedy;
    }

    /** The command line or a setting is wrong. */
    static CommandFailure usage(String code, String message, String remedy) {
        return new CommandFailure(Exit.USAGE, code, message, remedy);
    }

    /** The source or the destination cannot be reached, or refuses. */
    static CommandFailure unreachable(String code, String message, String remedy) {
        return new CommandFailure(Exit.UNREACHABLE, code, message, remedy);
    }

    int exit() {
        return exit;
    }

    String code() {
        return code;
    }

    String remedy() {
        return remedy;
    }

    String message() {
        String message = getMessage();
        return message == null ? code : message;
    }
}
