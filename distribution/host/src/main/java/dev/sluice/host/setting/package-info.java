/**
 * Settings and modes of destinations as users write them: texts, by the schema that a destination gives. Called by every host that takes texts.
 * Never resolves a reference and never keeps a value.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.setting;
