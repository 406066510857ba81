package dev.sluice.tck.host;

import java.security.Permission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Records the I/O of this JVM, and forbids nothing: names that are looked up, connections, files that are written, processes. A security
 * manager is the one place where a JVM tells of all of these; those from 24 on have none.
 */
@SuppressWarnings("removal")
final class Watch extends SecurityManager {
    private final Set<String> seen = Collections.synchronizedSet(new LinkedHashSet<>());

    /** Begins. False if this JVM does not tell. */
    boolean begin() {
        try {
            System.setSecurityManager(this);
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /** What was seen since this was asked last. */
    List<String> seen() {
        synchronized (seen) {
            List<String> since = new ArrayList<>(seen);
            seen.clear();
            return since;
        }
    }

    @Override
    public void checkConnect(String host, int port) {
        seen.add(port < 0 ? "looks up a host" : "connects to port " + port);
    }

    @Override
    public void checkConnect(String host, int port, Object context) {
        checkConnect(host, port);
    }

    @Override
    public void checkListen(int port) {
        seen.add("listens or sends datagrams");
    }

    @Override
    public void checkExec(String command) {
        seen.add("starts a process");
    }

    @Override
    public void checkWrite(String file) {
        seen.add("writes a file");
    }

    @Override
    public void checkDelete(String file) {
        seen.add("deletes a file");
    }

    @Override
    public void checkPermission(Permission permission) {}

    @Override
    public void checkPermission(Permission permission, Object context) {}
}
