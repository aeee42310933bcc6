/// Puts the house together: the commands, the configuration, the life of a node.
@NullMarked
package dev.saltern.app;

import org.jspecify.annotations.NullMarked;
