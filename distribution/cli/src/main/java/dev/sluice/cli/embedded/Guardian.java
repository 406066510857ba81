package dev.sluice.cli.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small shell that runs the server as its child and ends it when its standard input ends, which happens when this process ends in whatever
 * way. For one thread.
 *
 * <p>It has a session of its own, so that neither Ctrl-C in the terminal nor the end of the command's process group reaches the server, which
 * is needed until the command has come to an orderly end. It signals nothing but its own child.
 *
 * <p>It checks the directory after it has entered it: from then on nobody can put another one in its place.
 */
final class Guardian {
    /** Enters the directory of its first argument, if that is private. */
    private static final String ENTER = """
            cd -P "$1" && [ -O . ] || exit 1
            case $(LC_ALL=C ls -ld .) in drwx------*) ;; *) exit 1 ;; esac
            """;

    /** Arguments: the private directory, in it the program and the directory of the server. */
    private static final String RUN = ENTER + """
            cd "$3" || exit 1
            trap '' INT TERM HUP QUIT
            umask 077
            exec >start.log 2>&1 3<&0
            "../$2" ./redis.conf </dev/null 3<&- &
            server=$!
            echo $server >redis.pid
            { read -r line <&3; kill -TERM $server; exec sleep 60; } &
            watcher=$!
            exec 3<&-
            wait $server
            status=$?
            kill -KILL $watcher
            rm -f redis.pid
            exit $status
            """;

    /** Gives the shell a session of its own by what the machine has for that; without it, the next run ends a server that is left. */
    private static final String IN_A_SESSION = """
            if command -v setsid >/dev/null; then exec setsid /bin/sh -c "$0" sluice-guardian "$@"; fi
            if command -v perl >/dev/null; then exec perl -MPOSIX -e 'setsid(); exec @ARGV' /bin/sh -c "$0" sluice-guardian "$@"; fi
            exec /bin/sh -c "$0" sluice-guardian "$@"
            """;

    private final Process shell;

    private Guardian(Process shell) {
        this.shell = shell;
    }

    /**
     * Starts a server.
     *
     * @param root the private directory
     * @param program name of the program in it
     * @param server name of the server's directory in it, which holds {@code redis.conf}
     */
    static Guardian start(Path root, String program, String server) throws IOException {
        return new Guardian(new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        IN_A_SESSION,
                        RUN,
                        root.toAbsolutePath().toString(),
                        program,
                        server)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The command that runs a program of a private directory with one argument. */
    static List<String> command(Path root, String program, String argument) {
        return List.of(
                "/bin/sh",
                "-c",
                ENTER + "exec \"./$2\" \"$3\"",
                "sluice",
                root.toAbsolutePath().toString(),
                program,
                argument);
    }

    /** Whether the server runs, or is about to. */
    boolean isAlive() {
        return shell.isAlive();
    }

    /** Ends the server, which writes what it has to disk first, and waits until it is gone. */
    void stop(Duration patience) throws InterruptedException {
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            // The shell has ended.
        }
        if (!shell.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }
}
