package dev.sluice.cli.service;

import java.lang.reflect.Proxy;

/** The signal SIGHUP. Java has a class for it in every JDK, which the compiler may not name. */
public final class HangUp {
    private HangUp() {}

    /**
     * Calls something at each SIGHUP, on a thread of the JVM.
     *
     * @return false where there is no such signal, or somebody else has it
     */
    public static boolean on(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object calls = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), calls);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
