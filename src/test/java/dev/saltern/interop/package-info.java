/// Against real Salt daemons, from a source tree that `SALT_SOURCE` names.
@org.jspecify.annotations.NullMarked
package dev.saltern.interop;
