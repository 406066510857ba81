package dev.sluice.host.mapping;

import dev.sluice.spi.RowSchema;
import java.util.List;
import java.util.Set;

/** One entry of a mapping. */
sealed interface Entry {
    /** Adds the field of the source that this entry names, if it names one. */
    void addNameTo(Set<String> names);

    /** What this entry takes from rows of a schema, where {@code named} are the fields that entries name. */
    List<Take> takes(RowSchema schema, Set<String> named);

    /** Whether this entry takes the field of this name. */
    boolean takes(String name, Set<String> named);

    static Entry parse(String text) {
        if (text.equals("*")) {
            return new Rest();
        }
        int equals = text.indexOf('=');
        String from = equals < 0 ? text : text.substring(0, equals);
        String to = equals < 0 ? text : text.substring(equals + 1);
        if (from.isBlank()) {
            throw MappingFailures.syntax(text, "it names no field");
        }
        if (from.equals("*") || to.equals("*")) {
            throw MappingFailures.syntax(text, "'*' stands alone");
        }
        if (to.indexOf('=') >= 0) {
            throw MappingFailures.syntax(text, "it has more than one '='");
        }
        if (to.isEmpty()) {
            return new Leave(from);
        }
        if (to.isBlank()) {
            throw MappingFailures.syntax(text, "the new name is blank");
        }
        return new Take(from, to);
    }

    /** Takes a field. */
    record Take(String from, String to) implements Entry {
        @Override
        public void addNameTo(Set<String> names) {
            names.add(from);
        }

        @Override
        public List<Take> takes(RowSchema schema, Set<String> named) {
            return List.of(this);
        }

        @Override
        public boolean takes(String name, Set<String> named) {
            return name.equals(from);
        }
    }

    /** Leaves a field out. */
    record Leave(String name) implements Entry {
        @Override
        public void addNameTo(Set<String> names) {
            names.add(name);
        }

        @Override
        public List<Take> takes(RowSchema schema, Set<String> named) {
            return List.of();
        }

        @Override
        public boolean takes(String other, Set<String> named) {
            return false;
        }
    }

    /** Takes every field that no other entry names. */
    record Rest() implements Entry {
        @Override
        public void addNameTo(Set<String> names) {
            // It names none.
        }

        @Override
        public List<Take> takes(RowSchema schema, Set<String> named) {
            return schema.names().stream()
                    .filter(name -> !named.contains(name))
                    .map(name -> new Take(name, name))
                    .toList();
        }

        @Override
        public boolean takes(String name, Set<String> named) {
            return !named.contains(name);
        }
    }
}
