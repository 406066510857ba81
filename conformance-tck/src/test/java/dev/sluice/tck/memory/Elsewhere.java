package dev.sluice.tck.memory;

import dev.sluice.spi.Destination;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.function.Supplier;

/**
 * Where a class loader or a process finds the destination under test that has no field of this test: by a property with the name of its
 * class. A class that only its test can make cannot be found in another process.
 */
public final class Elsewhere {
    /** The value of the property for a destination that only its test can make. */
    private static final String ONLY_HERE = "only here";

    private Elsewhere() {}

    /** Sets the property for a destination. */
    public static void announce(String property, Supplier<Destination> destination) {
        Class<?> made = destination.get().getClass();
        boolean found = Modifier.isPublic(made.getModifiers())
                && java.util.Arrays.stream(made.getConstructors())
                        .mapToInt(Constructor::getParameterCount)
                        .anyMatch(count -> count == 0);
        System.setProperty(property, found ? made.getName() : ONLY_HERE);
    }

    /** The destination that the property names; in another class loader the reference, if it is one that only its test can make. */
    public static Destination find(String property, Class<? extends Destination> reference) {
        String name = System.getProperty(property, reference.getName());
        if (name.equals(ONLY_HERE)) {
            if (System.getProperty("sun.java.command", "").contains("OtherProcess")) {
                throw new IllegalStateException("only a test can make the destination");
            }
            name = reference.getName();
        }
        try {
            return Class.forName(name)
                    .asSubclass(Destination.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
