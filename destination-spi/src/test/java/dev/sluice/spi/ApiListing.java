package dev.sluice.spi;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A sorted listing of what other code can use of a package: its public and protected types, with the members that they declare or inherit
 * from classes outside the package. A reviewer sees a change of the API as a change of the committed listing.
 */
public final class ApiListing {
    private static final Path FILE = Path.of("api.txt");

    private ApiListing() {}

    /** Asserts that {@code api.txt} of the module lists the package of this class, or writes it if {@code -Dsluice.docs.write=true} is set. */
    public static void check(Class<?> ofPackage, String module, String heading) throws IOException {
        String listing = types(ofPackage).stream()
                .sorted((a, b) -> a.getName().compareTo(b.getName()))
                .map(ApiListing::text)
                .collect(joining("\n"));
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.writeString(FILE, listing);
        }
        assertThat(FILE)
                .as(
                        "%s/api.txt is stale: the API of %s has changed. If that is intended, write it anew with"
                                + " mvn -pl %s -am test -Dsluice.docs.write=true, and say what changed in CHANGELOG.md under %s.",
                        module, ofPackage.getPackageName(), module, heading)
                .exists()
                .hasContent(listing);
    }

    private static List<Class<?>> types(Class<?> ofPackage) throws IOException {
        String prefix = ofPackage.getPackageName() + ".";
        try {
            Path folder = Path.of(ofPackage
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve(ofPackage.getPackageName().replace('.', '/'));
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                        .<Class<?>>map(name -> load(prefix + name.substring(0, name.length() - ".class".length())))
                        .filter(ApiListing::isVisible)
                        .toList();
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiListing.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isVisible(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return isVisible(type.getModifiers())
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && (outer == null || isVisible(outer));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** A type and its members, one a line. */
    private static String text(Class<?> type) {
        Set<String> members = new TreeSet<>();
        for (Class<?> from = type; from != null && isListedWith(from, type); from = from.getSuperclass()) {
            Stream.of(from.getDeclaredFields(), from.getDeclaredConstructors(), from.getDeclaredMethods())
                    .<AccessibleObject>flatMap(Arrays::stream)
                    .filter(member -> isListed((Member) member, type))
                    .map(ApiListing::member)
                    .forEach(members::add);
        }
        return header(type) + "\n"
                + members.stream().map(member -> "  " + member + "\n").collect(joining());
    }

    /** Whether the members of a class are listed with a type: its own, and those of ancestors that have no listing of their own. */
    private static boolean isListedWith(Class<?> from, Class<?> type) {
        return from == type
                || (!from.getName().startsWith("java.")
                        && !(isVisible(from) && from.getPackage().equals(type.getPackage())));
    }

    private static boolean isListed(Member member, Class<?> type) {
        if (!isVisible(member.getModifiers()) || member.isSynthetic()) {
            return false;
        }
        if (member instanceof Constructor<?> constructor) {
            return constructor.getDeclaringClass() == type && !(type.isRecord() && isCanonical(constructor));
        }
        if (member instanceof Method method) {
            boolean ofRecord = type.isRecord()
                    && method.getParameterCount() == 0
                    && Arrays.stream(type.getRecordComponents())
                            .anyMatch(component -> component.getName().equals(method.getName()));
            boolean ofEnum = type.isEnum() && Set.of("values", "valueOf").contains(method.getName());
            boolean ofObject = Set.of("equals", "hashCode", "toString").contains(method.getName());
            return !ofRecord && !ofEnum && !ofObject;
        }
        return true;
    }

    private static boolean isCanonical(Constructor<?> constructor) {
        return Arrays.equals(
                constructor.getParameterTypes(),
                Arrays.stream(constructor.getDeclaringClass().getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray());
    }

    private static String header(Class<?> type) {
        StringBuilder text = new StringBuilder(modifiers(type.getModifiers()
                & (type.isRecord() || type.isEnum() ? ~Modifier.FINAL : -1)
                & ~Modifier.STATIC
                & ~Modifier.INTERFACE
                & (type.isInterface() ? ~Modifier.ABSTRACT : -1)));
        if (type.isSealed()) {
            text.append("sealed ");
        }
        text.append(
                type.isAnnotation()
                        ? "@interface "
                        : type.isInterface()
                                ? "interface "
                                : type.isEnum() ? "enum " : type.isRecord() ? "record " : "class ");
        text.append(type.getName().substring(type.getPackageName().length() + 1).replace('$', '.'));
        text.append(variables(type.getTypeParameters()));
        if (type.isRecord()) {
            text.append(Arrays.stream(type.getRecordComponents())
                    .map(component -> name(component.getGenericType()) + " " + component.getName())
                    .collect(joining(", ", "(", ")")));
        }
        Class<?> parent = type.getSuperclass();
        if (parent != null && isListedWith(parent, type)) {
            parent = null;
        }
        if (parent != null && !Set.of(Object.class, Record.class, Enum.class).contains(parent)) {
            text.append(" extends ").append(name(type.getGenericSuperclass()));
        }
        if (type.getInterfaces().length > 0) {
            text.append(type.isInterface() ? " extends " : " implements ").append(names(type.getGenericInterfaces()));
        }
        if (type.isSealed()) {
            text.append(" permits ").append(names(type.getPermittedSubclasses()));
        }
        return text.toString();
    }

    private static String member(AccessibleObject member) {
        if (member instanceof Field field) {
            return field.isEnumConstant() ? field.getName() : field(field);
        }
        Executable executable = (Executable) member;
        StringBuilder text = new StringBuilder();
        if (executable instanceof Method method) {
            boolean ofInterface = method.getDeclaringClass().isInterface();
            text.append(modifiers(method.getModifiers()
                    & Modifier.methodModifiers()
                    & (ofInterface ? ~(Modifier.PUBLIC | Modifier.ABSTRACT) : -1)));
            text.append(method.isDefault() ? "default " : "");
            text.append(variables(method.getTypeParameters()));
            text.append(name(method.getGenericReturnType())).append(' ').append(method.getName());
        } else {
            text.append(modifiers(executable.getModifiers()));
            text.append(executable.getDeclaringClass().getSimpleName());
        }
        text.append('(').append(names(executable.getGenericParameterTypes())).append(')');
        if (executable.getExceptionTypes().length > 0) {
            text.append(" throws ").append(names(executable.getGenericExceptionTypes()));
        }
        return text.toString();
    }

    private static String field(Field field) {
        String text = modifiers(field.getModifiers()) + name(field.getGenericType()) + " " + field.getName();
        boolean constant = Modifier.isStatic(field.getModifiers())
                && Modifier.isFinal(field.getModifiers())
                && (field.getType().isPrimitive() || field.getType() == String.class);
        try {
            return constant ? text + " = " + field.get(null) : text;
        } catch (IllegalAccessException e) {
            // A protected one.
            return text;
        }
    }

    private static String modifiers(int modifiers) {
        String text = Modifier.toString(modifiers & ~Modifier.SYNCHRONIZED);
        return text.isEmpty() ? "" : text + " ";
    }

    private static String variables(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables)
                        .map(variable -> variable.getName() + bounds(variable))
                        .collect(joining(", ", "<", "> "));
    }

    private static String bounds(TypeVariable<?> variable) {
        return Arrays.equals(variable.getBounds(), new Type[] {Object.class})
                ? ""
                : " extends " + names(variable.getBounds()).replace(", ", " & ");
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(ApiListing::name).collect(joining(", "));
    }

    /** The name of a type without its package. */
    private static String name(Type type) {
        return type.getTypeName()
                .replaceAll("\\b(?:[a-z_][\\w]*\\.)+(?=[A-Z])", "")
                .replace('$', '.');
    }
}
